import { AppError, getAt } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import type { SampleEvaluation } from './task-evaluation.ts';

/** The sums for perplexities over a set of documents: nats, words and UTF-8 bytes. */
export interface PerplexityTotals {
  readonly logLikelihood: number;
  readonly words: number;
  readonly bytes: number;
}

/** The perplexity metrics; each is computed from sums over documents, never as a mean of per-document values. */
export const PERPLEXITY_METRICS = ['word_perplexity', 'byte_perplexity', 'bits_per_byte'] as const;

/** The name of a perplexity metric. */
export type PerplexityMetric = (typeof PERPLEXITY_METRICS)[number];

/**
 * word_perplexity = exp(−Σ ll / Σ words), byte_perplexity = exp(−Σ ll / Σ bytes), bits_per_byte = −(Σ ll / Σ bytes) / ln 2.
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/api/metrics.py, weighted_perplexity and bits_per_byte.
 * @returns ≥ 0; Infinity where exp overflows
 */
export function perplexityOf(metric: PerplexityMetric, totals: PerplexityTotals): number {
  if (metric === 'word_perplexity') return Math.exp(-totals.logLikelihood / totals.words);
  const nllPerByteNats = -totals.logLikelihood / totals.bytes;
  return metric === 'byte_perplexity' ? Math.exp(nllPerByteNats) : nllPerByteNats / Math.LN2;
}

/**
 * The sums in one stored sample of a perplexity task.
 * @throws AppError BAD_USER_INPUT if the sample lacks words, bytes or its log-likelihood
 */
export function getPerplexityTotals(sample: SampleEvaluation): PerplexityTotals {
  const { words, bytes } = sample.metrics;
  const [logLikelihood] = sample.logLikelihoods;
  if (words === undefined || bytes === undefined || logLikelihood === undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Sample ${sample.documentId} has no words, bytes or log-likelihood; a perplexity needs all three. Evaluate the task again.`,
    );
  }
  return { logLikelihood, words, bytes };
}

/** The sums of some documents, by their places; of all by default. */
export function addUpTotals(documents: readonly PerplexityTotals[], places: Iterable<number> = documents.keys()): PerplexityTotals {
  const sum = { logLikelihood: 0, words: 0, bytes: 0 };
  for (const place of places) {
    const { logLikelihood, words, bytes } = getAt(documents, place);
    sum.logLikelihood += logLikelihood;
    sum.words += words;
    sum.bytes += bytes;
  }
  return sum;
}

/** Draws n of n documents with replacement, again and again: document = floor(random() × n). No draws of a single document. */
export function resampleDocuments<T>(
  count: number,
  take: (places: readonly number[]) => T,
  { seed, draws }: { readonly seed: number; readonly draws: number } = { seed: 0, draws: 1000 },
): readonly T[] {
  const { random } = createRandom(seed);
  return Array.from({ length: count < 2 ? 0 : draws }, () => take(Array.from({ length: count }, () => Math.floor(random() * count))));
}
