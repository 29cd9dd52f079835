/** What stands for a task, first choice first: scores from 0 to 1, then perplexities. */
const HEADLINES = ['acc', 'exact_match', 'rouge1', 'word_perplexity', 'perplexity'] as const;

/** Metrics that are scores from 0 to 1: what averages count. */
const SCORES: ReadonlySet<string> = new Set(['acc', 'exact_match', 'rouge1']);

/** Of the filters that read one answer, the one that reads it as the task asks for it. */
const FIRST_FILTER = 'strict-match';

/**
 * The result that stands for a task in tables and averages: the first of acc, exact_match, rouge1, word_perplexity and perplexity that there is. Of written
 * answers that several filters read (`exact_match,strict-match`) it is strict-match, else the first one given, in the order of the task. undefined where there is none of them.
 */
export function findHeadline<Result extends { readonly metric: string }>(results: readonly Result[]): Result | undefined {
  for (const wanted of HEADLINES) {
    const own = results.filter(({ metric }) => baseOf(metric) === wanted);
    const best = own.find(({ metric }) => metric.endsWith(`,${FIRST_FILTER}`)) ?? own[0];
    if (best) return best;
  }
  return undefined;
}

/** Whether a metric, with or without a filter behind a comma, is a score from 0 to 1. */
export function isScore(metric: string): boolean {
  return SCORES.has(baseOf(metric));
}

function baseOf(metric: string): string {
  return metric.split(',')[0] ?? metric;
}
