import type { RecommendationFactsFragment, RecommendedRemovalFactsFragment } from '../../generated/graphql.ts';
import { getRepairLabel } from '../pruning/repair-name.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { formatIndices } from '../ui/format.ts';
import type { Numbers } from '../ui/numbers.ts';

/** `blocks 3, 4 and the MLP of 7`, or `blocks 3, 4, repaired (folded matrix)`. */
export function describeUnits({ removed, removedAttention, removedMlp, repair }: RemovedUnits): string {
  const parts = [
    ...(removed.length === 0 ? [] : [`${removed.length === 1 ? 'block' : 'blocks'} ${formatIndices(removed)}`]),
    ...(removedAttention.length === 0 ? [] : [`the attention of ${formatIndices(removedAttention)}`]),
    ...(removedMlp.length === 0 ? [] : [`the MLP of ${formatIndices(removedMlp)}`]),
  ];
  const units = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
  return repair === null ? units : `${units}, repaired (${getRepairLabel(repair).toLowerCase()})`;
}

type RemovedUnits = Pick<RecommendedRemovalFactsFragment, 'removed' | 'removedAttention' | 'removedMlp' | 'repair'>;

/** `4 % (95 %: 1.2 % to 6.8 %)`. */
export function describeLoss(
  { loss, lossInterval }: Pick<RecommendedRemovalFactsFragment, 'loss' | 'lossInterval'>,
  numbers: Numbers,
): string {
  return `${numbers.percent(loss)} (95 %: ${numbers.percent(lossInterval.low)} to ${numbers.percent(lossInterval.high)})`;
}

/** What else a removal loses: `perplexity 2.79 times that of the whole model (95 %: 2.61 to 2.98)`. */
export function describeOtherLoss(
  { metric, benchmarks, loss, lossInterval }: NonNullable<RecommendedRemovalFactsFragment['otherLoss']>,
  numbers: Numbers,
): string {
  if (metric !== 'perplexity') return `${describeLoss({ loss, lossInterval }, numbers)} ${describeSubject({ metric, benchmarks })}`;
  const [ratio, low, high] = [loss, lossInterval.low, lossInterval.high].map((share) => numbers.fixed(1 + share, 2));
  return `perplexity ${ratio} times that of the whole model (95 %: ${low} to ${high})`;
}

/** A probability in per cent; it is never written as 0 or 100, because nothing is certain. */
export function describeProbability(value: number, numbers: Numbers): string {
  if (value > 0.995) return `above ${numbers.percent(0.99)}`;
  if (value < 0.005) return `below ${numbers.percent(0.01)}`;
  return numbers.percent(value, 0);
}

/** The quantity that the loss is about. */
export function describeSubject({ metric, benchmarks }: Pick<RecommendationFactsFragment, 'metric' | 'benchmarks'>): string {
  if (metric === 'perplexity') return 'in perplexity';
  if (metric !== 'average') return `on ${metric}`;
  // Before anything is measured there is none.
  if (benchmarks.length === 0) return 'of the average retention';
  return benchmarks.length === 1
    ? `on ${benchmarks.join()}, the only measured benchmark that can show a loss`
    : `of the average retention over ${benchmarks.length} benchmarks`;
}

type Answer = Pick<RecommendationFactsFragment, 'verdict' | 'maximumLoss' | 'metric' | 'benchmarks' | 'comparedCount' | 'choice'>;

/** The answer as a sentence. */
export function describeRecommendation(answer: Answer, numbers: Numbers): string {
  const { verdict, choice, comparedCount } = answer;
  const limit = numbers.percent(answer.maximumLoss);
  const subject = describeSubject(answer);
  if (choice !== null) {
    const begin = verdict === 'WITHIN' ? 'Remove' : 'Most likely, remove';
    return `${begin} ${describeUnits(choice)}: an estimated loss of ${describeLoss(choice, numbers)} ${subject}.`;
  }
  switch (verdict) {
    case 'UNDECIDED':
      return `The answer is not known: no measured removal has an estimated loss within ${limit} ${subject}, but at least one may be within.`;
    case 'BEYOND':
      return `No measured removal loses at most ${limit} ${subject}: ${comparedCount === 1 ? 'the one removal loses' : `each of ${numbers.integer(comparedCount)} removals loses`} more, at 95 %.`;
    default:
      return `It is not known which removal loses at most ${limit} ${subject}: no measured removal of this model allows a judgement of its loss.`;
  }
}

const UNIT_NAMES = { BLOCK: ['block', 'blocks'], ATTENTION: ['attention', 'attentions'], MLP: ['MLP', 'MLPs'] } as const;

/** The study that would tell more, such as `Measure 1, 2 blocks removed by block influence`. */
export function describeMeasurement({ counts, units, strategies, repairs }: NonNullable<RecommendationFactsFragment['measure']>): string {
  const place = counts.length === 1 && counts[0] === 1 ? 0 : 1;
  const names = units.map((kinds) => kinds.map((kind) => UNIT_NAMES[kind][place]).join(' and '));
  const labels = strategies.map((strategy) => getStrategyLabel(toStrategyName(strategy)).toLowerCase());
  const repaired = repairs.length === 0 ? '' : `, also repaired (${repairs.map((kind) => getRepairLabel(kind).toLowerCase()).join(', ')})`;
  return `Measure ${counts.join(', ')} ${names.join(' or ')} removed by ${labels.join(', ')}${repaired}`;
}

/** The probability that the choice loses at most the maximum. */
export function describeCertainty(
  choice: RecommendedRemovalFactsFragment,
  answer: Pick<Answer, 'maximumLoss' | 'comparedCount'>,
  numbers: Numbers,
): string {
  const alone = `${describeProbability(choice.probabilityWithin, numbers)} that it loses at most ${numbers.percent(answer.maximumLoss)}`;
  if (answer.comparedCount === 1) return alone;
  const corrected = describeBound(choice.correctedProbability, numbers);
  return `${alone}; ${corrected} after correction for ${numbers.integer(answer.comparedCount)} compared removals`;
}

/** The same as a lower bound: below 1 % nothing is left of it. */
function describeBound(value: number, numbers: Numbers): string {
  if (value > 0.995) return describeProbability(value, numbers);
  return value < 0.005 ? 'nothing sure' : `at least ${describeProbability(value, numbers)}`;
}
