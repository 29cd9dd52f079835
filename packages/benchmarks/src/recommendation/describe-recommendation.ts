import { assertNever } from '@lamina/errors';
import { describeRemoval } from '@lamina/plans';
import { AVERAGE_METRIC, PERPLEXITY_METRIC } from './find-loss.ts';
import type { KnownRemoval, OtherLoss } from './list-removals.ts';
import { type JudgedRemoval, measureShare, type RemovalRecommendation, SURE } from './recommend-removal.ts';

/** How the probabilities are computed. */
export const RECOMMENDATION_METHOD =
  'The probability of one removal is the normal approximation of its paired difference from the dense model: Φ((maximum − loss) / standard error), for perplexities on the scale of logarithms. ' +
  'An average leaves out benchmarks on which the whole model is at most one standard error above chance: they cannot show a loss. ' +
  'Benchmarks are treated as independent. If no answer changed, the error is 1 / (n + 2) questions (Agresti and Min 2005). ' +
  "The best of many measured removals looks better than it is: the corrected probability applies Holm's correction (1979) to all of them, so that the probability that any removal called sure loses more is at most 5 % (Learn then Test, arXiv 2110.01052). " +
  'The estimate and the interval of the choice are not corrected.';

/** What a sentence is about. */
export interface DescribedRecommendation {
  readonly recommendation: RemovalRecommendation<KnownRemoval>;
  readonly maximumLoss: number;
  /** As in `of the mean retention over 5 benchmarks`. */
  readonly subject: string;
  /** What to do next. */
  readonly reason: string | null;
}

/** The answer as one or two sentences, with its numbers. */
export function describeRecommendation({ recommendation, maximumLoss, subject, reason }: DescribedRecommendation): string {
  const { verdict, choice, open, judged } = recommendation;
  const limit = `${percent(maximumLoss)} ${subject}`;
  const compared = judged.length === 1 ? 'the only removal that was measured' : `${judged.length} removals that were compared`;
  switch (verdict) {
    case 'within':
      return choice === null
        ? fail(verdict)
        : `Remove ${describeUnits(choice)}: a loss of ${describeLoss(choice)}. That is within ${limit}: sure at ${percent(SURE)}, corrected for ${compared}.${describeOther(choice)}`;
    case 'likely':
      return choice === null
        ? fail(verdict)
        : `Most likely, remove ${describeUnits(choice)}: an estimated loss of ${describeLoss(choice)}. It is within ${limit}, but that is not sure: probability ${probability(choice.probabilityWithin)} alone, ${bound(choice.correctedProbability)} after correction for ${compared}.${describeOther(choice)}`;
    case 'undecided':
      return open === null
        ? fail(verdict)
        : `The answer is not known. No estimate is within ${limit}, but the loss without ${describeUnits(open)}, ${describeLoss(open)}, may be: probability ${probability(open.probabilityWithin)}.`;
    case 'beyond':
      return `No measured removal is within ${limit}: ${judged.length === 1 ? 'the one removal loses' : `each of ${judged.length} removals loses`} more, at ${percent(SURE)}.`;
    case 'unmeasured':
      return `It is not known which removal loses at most ${limit}. ${reason ?? 'Nothing was measured.'}`;
    default:
      return assertNever(verdict);
  }
}

function describeUnits({ candidate }: JudgedRemoval<KnownRemoval>): string {
  const units = describeRemoval(candidate.removal);
  return candidate.repair === null ? units : `${units}, repaired by ${candidate.repair.kind}`;
}

/** `4 % (95 %: 1.2 % to 6.8 %)`. */
function describeLoss({ loss, interval }: Pick<JudgedRemoval<KnownRemoval>, 'loss' | 'interval'>): string {
  return `${percent(loss)} (95 %: ${percent(interval.low)} to ${percent(interval.high)})`;
}

/** ` It also …`: what else the choice loses, where that is known. */
function describeOther({ candidate: { otherLoss } }: JudgedRemoval<KnownRemoval>): string {
  if (otherLoss === null) return '';
  return ` It also ${describeOtherLoss(otherLoss)}.`;
}

function describeOtherLoss({ metric, benchmarks, loss }: OtherLoss): string {
  const measured = measureShare(loss);
  if (metric === PERPLEXITY_METRIC) {
    const [ratio, low, high] = [measured.loss, measured.interval.low, measured.interval.high].map((share) => (1 + share).toFixed(2));
    return `makes perplexity ${ratio} times that of the whole model (95 %: ${low} to ${high})`;
  }
  return `loses ${describeLoss(measured)} ${describeSubject(metric, benchmarks)}`;
}

function fail(verdict: string): never {
  throw new Error(`The verdict ${verdict} has no removal`);
}

/** At most one decimal, as `5 %` and `−0.4 %`. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))
    .toString()
    .replace('-', '−')} %`;
}

/** Two decimals; it is never written as 0 or 1, because nothing is certain. */
function probability(value: number): string {
  if (value > 0.995) return 'above 0.99';
  if (value < 0.005) return 'below 0.01';
  return String(Number(value.toFixed(2)));
}

/** The same for a lower bound; a bound near 0 means that nothing is sure. */
function bound(value: number): string {
  if (value > 0.995) return probability(value);
  return value < 0.005 ? 'nothing sure' : `at least ${probability(value)}`;
}

/** What a loss is a share of, as in `of the mean retention over 5 benchmarks`, or `of the retention on arc_easy`. */
export function describeSubject(metric: string, benchmarks: readonly string[]): string {
  if (metric === PERPLEXITY_METRIC) return benchmarks.length > 1 ? `more perplexity over ${benchmarks.length} texts` : 'more perplexity';
  if (metric !== AVERAGE_METRIC) return `of ${metric}`;
  if (benchmarks.length > 1) return `of the mean retention over ${benchmarks.length} benchmarks`;
  return benchmarks.length === 1 ? `of the retention on ${benchmarks.join()}` : 'of the retention';
}
