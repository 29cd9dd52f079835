import type { Response } from './response.ts';
import type { MultipleChoiceDocument } from './task.ts';
import { countCodePoints } from './text-length.ts';

/** Whether a document was answered rightly, 0 or 1, by two rules. */
export interface MultipleChoiceMetrics {
  /** The choice of the highest log-likelihood is the right one. */
  readonly acc: number;
  /** The same with each log-likelihood divided by the choice's length. */
  readonly acc_norm: number;
}

/**
 * Scores one multiple-choice document. The first of equal choices wins. Lengths are Unicode code points of the choice without the delimiter
 * (the harness' code; its paper says bytes).
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/api/task.py, process_results.
 * @param responses one per choice, in order
 */
export function scoreMultipleChoice(document: MultipleChoiceDocument, responses: readonly Response[]): MultipleChoiceMetrics {
  const sums = responses.map((response) => response.logLikelihood);
  const normalised = sums.map((sum, choice) => sum / countCodePoints(document.choices[choice] ?? ''));
  return { acc: Number(indexOfHighest(sums) === document.gold), acc_norm: Number(indexOfHighest(normalised) === document.gold) };
}

function indexOfHighest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best), 0);
}
