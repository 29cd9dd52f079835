import { getAt } from '@lamina/errors';
import { countBytes, countCodePoints } from '../python/text-length.ts';
import type { Response } from '../requests/response.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import type { MultipleChoiceTask } from '../task/task.ts';

/**
 * Scores one multiple-choice document by one metric. Among equal choices the first wins. Lengths are those of the choice without the delimiter:
 * Unicode code points for acc_norm (as in the harness' code; its paper says bytes), UTF-8 bytes for acc_bytes. exact_match: greedy decoding gives the
 * correct choice. brier_score: squared distance between the softmax of the log-likelihoods and the correct answer.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/task.py, process_results, and lm_eval/api/metrics.py, brier_score.
 * @param responses one per choice, in order
 * @returns 0 or 1, a probability for a probability mass, 0..2 for brier_score; undefined for metrics that choices do not have
 */
export function scoreMultipleChoice(
  document: MultipleChoiceTask['documents'][number],
  responses: readonly Response[],
  { metric, isProbabilityMass, isPerToken }: MetricSpec,
): number | undefined {
  const sums = responses.map((response) => response.logLikelihood);
  const { gold } = document;
  const right = 'alsoRight' in document && document.alsoRight ? [gold, ...document.alsoRight] : [gold];
  const hit = (values: readonly number[]) => Number(right.includes(indexOfHighest(values)));
  const perLength = (lengthOf: (text: string) => number) => sums.map((sum, choice) => sum / lengthOf(getAt(document.choices, choice)));
  switch (metric) {
    case 'acc':
      if (isPerToken) return hit(responses.map(({ logLikelihood, tokens }) => logLikelihood / (tokens + 1)));
      return isProbabilityMass ? softmax(sums).reduce((mass, share, choice) => mass + (right.includes(choice) ? share : 0), 0) : hit(sums);
    case 'acc_norm':
      return hit(perLength(countCodePoints));
    case 'acc_bytes':
      return hit(perLength(countBytes));
    case 'exact_match':
      return Number(right.some((choice) => responses[choice]?.isGreedy === true));
    case 'brier_score':
      return softmax(sums).reduce((total, share, choice) => total + (share - Number(choice === gold)) ** 2, 0);
    default:
      return undefined;
  }
}

function indexOfHighest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best), 0);
}

/** Shares that add up to 1. The highest value is subtracted first, so that very unlikely texts do not all underflow. */
function softmax(values: readonly number[]): number[] {
  const highest = Math.max(...values);
  const weights = values.map((value) => Math.exp(value - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
