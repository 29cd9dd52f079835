import { getAt } from '@lamina/errors';
import { createRandom, NO_FILTER, sampleDeviation } from '@lamina/metrics';
import { PERPLEXITY_METRICS, type PerplexityTotals, perplexityOf } from './perplexity-of.ts';
import type { MetricValue } from './task-evaluation.ts';

/**
 * The perplexities of a task, with a document bootstrap for their standard error (the harness reports none). Each draw takes n of the n documents
 * with replacement, document = floor(random() × n), and computes the metric from the drawn sums. The standard error is the sample standard deviation
 * (n − 1) over the draws, null for one document. With seed 0 the draws are those of the harness' first bootstrap chunk. A perplexity that overflows a
 * double is left out; bits_per_byte holds the same information without overflow.
 * @param documents the sums of each document, at least one
 * @param options.seed safe integer
 * @param options.draws integer ≥ 2
 */
export function aggregatePerplexity(
  documents: readonly PerplexityTotals[],
  options: { readonly seed: number; readonly draws: number },
): MetricValue[] {
  const random = createRandom(options.seed);
  const resampled =
    documents.length < 2
      ? []
      : Array.from({ length: options.draws }, () =>
          addUp(documents.map(() => getAt(documents, Math.floor(random.random() * documents.length)))),
        );
  const total = addUp(documents);
  return PERPLEXITY_METRICS.map((metric) => ({
    metric,
    filter: NO_FILTER,
    value: perplexityOf(metric, total),
    standardError: sampleDeviation(resampled.map((draw) => perplexityOf(metric, draw))),
  })).filter(({ value }) => Number.isFinite(value));
}

function addUp(documents: readonly PerplexityTotals[]): PerplexityTotals {
  const sum = { logLikelihood: 0, words: 0, bytes: 0 };
  for (const document of documents) {
    sum.logLikelihood += document.logLikelihood;
    sum.words += document.words;
    sum.bytes += document.bytes;
  }
  return sum;
}
