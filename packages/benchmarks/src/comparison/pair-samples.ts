import { AppError } from '@lamina/errors';
import { getPerplexityTotals, type PerplexityTotals } from '../evaluation/perplexity-of.ts';
import type { SampleEvaluation } from '../evaluation/task-evaluation.ts';

/** The answers of both models to the same documents, in the same order. */
export interface PairedSamples {
  readonly dense: readonly SampleEvaluation[];
  readonly pruned: readonly SampleEvaluation[];
}

/** [pruned, dense] of every document. @throws AppError BAD_USER_INPUT if a sample lacks the metric */
export function pairValues(key: string, { dense, pruned }: PairedSamples): readonly (readonly [number, number])[] {
  return dense.map((sample, place) => [getValue(key, pruned[place]), getValue(key, sample)]);
}

/** [dense, pruned] of every document of a perplexity task. @throws AppError BAD_USER_INPUT if a sample lacks words, bytes or log-likelihood */
export function pairTotals({ dense, pruned }: PairedSamples): readonly (readonly [PerplexityTotals, PerplexityTotals])[] {
  const after = pruned.map(getPerplexityTotals);
  return dense.map(getPerplexityTotals).map((before, place) => [before, after[place] ?? before] as const);
}

function getValue(key: string, sample: SampleEvaluation | undefined): number {
  const value = sample?.metrics[key];
  if (value !== undefined) return value;
  throw new AppError('BAD_USER_INPUT', `Sample ${sample?.documentId} has no ${key}, so it cannot be paired. Evaluate the task again.`);
}
