import { AppError } from '@lamina/errors';
import { anytimeRatioInterval, bettingInterval, type Interval, isScore, sampleMean } from '@lamina/metrics';
import { type MetricValue, sampleKeyOf } from '../evaluation/task-evaluation.ts';
import { type PairedSamples, pairTotals, pairValues } from './pair-samples.ts';
import { ratioOfSums } from './ratio-of-sums.ts';

/**
 * The limit with which a pruned model is compared. `margin`: how much worse or better it may be and still count as equal, as a difference of scores or as the
 * logarithm of a ratio of perplexities. `retention`: the share of the dense model's score, or of dense ÷ pruned perplexity, that it has to keep.
 */
export interface RetentionLimit {
  readonly kind: 'margin' | 'retention';
  /** Above 0. */
  readonly value: number;
}

/** The verdict of paired documents about a limit. */
export interface RetentionSettlement {
  /** How the interval was computed: `bettingInterval` for scores, `anytimeRatioInterval` for perplexities. */
  readonly method: 'betting@1' | 'anytime-t@1';
  /**
   * `difference`: pruned − dense score. `surplus`: pruned score − retention × dense score, above 0 if enough is kept. `log-ratio`: ln(dense ÷ pruned
   * perplexity). All are above 0 where the pruned model is better.
   */
  readonly quantity: 'difference' | 'surplus' | 'log-ratio';
  readonly estimate: number;
  /** Of the quantity, valid at every look; null where so few documents do not bound it. */
  readonly interval: Interval | null;
  /** `worse`: the interval lies below the limit; `better`: above it; `within`: inside the margin. `open`: more documents are needed. */
  readonly verdict: 'worse' | 'within' | 'better' | 'open';
}

/** With fewer texts, whose losses are skewed, the t-test misses the ratio more often than it says (docs/benchmarks.md). */
const MINIMUM_TEXTS = 32;

/**
 * Compares two models on the documents read so far, which are random draws of the task's population. It may be asked after every document: the
 * probability that any verdict other than `open` is ever wrong is 1 − confidence at most.
 *
 * @param headline the headline metric of the task, as in its evaluations
 * @param filterCount how many filters read the answers
 * @throws AppError BAD_USER_INPUT for metrics that are neither scores nor perplexities
 */
export function settleRetention(
  samples: PairedSamples,
  { metric, filter }: Pick<MetricValue, 'metric' | 'filter'>,
  { limit, confidence, filterCount }: { readonly limit: RetentionLimit; readonly confidence: number; readonly filterCount: number },
): RetentionSettlement {
  const isOfScores = isScore(metric);
  const pairs = isOfScores ? pairValues(sampleKeyOf(metric, filter, filterCount), samples) : pairLogLikelihoods(metric, samples);
  return settleAnswers(pairs, { isOfScores, limit, confidence });
}

/** One pair per document: [pruned, dense] scores, or [nats that the pruned model takes less, words or another weight]. */
export type AnswerPairs = readonly (readonly [number, number])[];

/**
 * `settleRetention` of answers that are stored without their samples.
 *
 * @throws AppError BAD_USER_INPUT for weights that add up to 0
 */
export function settleAnswers(
  pairs: AnswerPairs,
  { isOfScores, limit, confidence }: { readonly isOfScores: boolean; readonly limit: RetentionLimit; readonly confidence: number },
): RetentionSettlement {
  const isMargin = limit.kind === 'margin';
  if (isOfScores) {
    const kept = isMargin ? 1 : limit.value;
    const values = pairs.map(([after, before]) => after - kept * before);
    const interval = bettingInterval(values, { low: -kept, high: 1, confidence });
    const borders = isMargin ? { low: -limit.value, high: limit.value } : { low: 0, high: 0 };
    const quantity = isMargin ? 'difference' : 'surplus';
    return { method: 'betting@1', quantity, estimate: sampleMean(values), interval, verdict: judge(interval, borders) };
  }
  const { ratio } = ratioOfSums(pairs);
  if (ratio === null) throw new AppError('BAD_USER_INPUT', 'texts without words have no perplexity; give the task texts with words');
  const interval = pairs.length < MINIMUM_TEXTS ? null : anytimeRatioInterval(pairs, confidence);
  const border = Math.log(limit.value);
  const borders = isMargin ? { low: -limit.value, high: limit.value } : { low: border, high: border };
  return { method: 'anytime-t@1', quantity: 'log-ratio', estimate: ratio, interval, verdict: judge(interval, borders) };
}

/** [pruned − dense log-likelihood, weight] of every document. */
function pairLogLikelihoods(metric: string, samples: PairedSamples): AnswerPairs {
  if (metric === 'perplexity') return pairValues(metric, samples).map(([after, before]) => [after - before, 1]);
  if (metric === 'word_perplexity')
    return pairTotals(samples).map(([before, after]) => [after.logLikelihood - before.logLikelihood, before.words]);
  throw new AppError(
    'BAD_USER_INPUT',
    `an early stop does not support ${metric}; use a task with acc, exact_match, rouge1 or a perplexity`,
  );
}

function judge(interval: Interval | null, borders: Interval): RetentionSettlement['verdict'] {
  if (interval === null) return 'open';
  if (interval.high < borders.low) return 'worse';
  if (interval.low > borders.high) return 'better';
  return interval.low >= borders.low && interval.high <= borders.high ? 'within' : 'open';
}
