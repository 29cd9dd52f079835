import { AppError, assertNever } from '@lamina/errors';
import { mcNemarExactP } from './mcnemar-exact-p.ts';
import { getPerplexityTotals } from './perplexity-of.ts';
import { ratioOfSums } from './ratio-of-sums.ts';
import { requireSameSamples } from './require-same-samples.ts';
import type { MetricName, SampleEvaluation, TaskEvaluation } from './task-evaluation.ts';

/** How a pruned model compares with its dense parent in one metric. */
export interface MetricComparison {
  readonly metric: MetricName;
  /** pruned / dense: above 1 is better for acc and acc_norm, worse for perplexities. Null where the dense value is 0 or a value is missing. */
  readonly retention: number | null;
  /** Paired standard error of the retention, by the delta method; null where retention is, and with a single document. */
  readonly retentionStandardError: number | null;
  /** Exact two-sided p of McNemar's test, 0..1; null for metrics that are not 0/1. */
  readonly mcNemarP: number | null;
}

/**
 * Compares two evaluations document by document. Standard errors come from per-sample differences, so what both models find easy or hard
 * cancels: acc by the ratio estimator Σ pruned / Σ dense; bits_per_byte by Σ ll pruned / Σ ll dense (the bytes cancel); word and byte
 * perplexity as exp of the difference of nats per word or byte, whose standard error carries over times the retention.
 * @returns one entry per metric of the dense evaluation, in its order
 * @throws AppError NOT_COMPARABLE when tasks, versions or documents differ; BAD_USER_INPUT when a sample lacks the metric, its words, bytes or log-likelihood
 */
export function compareWithDense(dense: TaskEvaluation, pruned: TaskEvaluation): readonly MetricComparison[] {
  requireSameSamples(dense, pruned);
  return dense.metrics.map(({ metric }) => {
    switch (metric) {
      case 'acc':
      case 'acc_norm':
        return compareAccuracy(metric, dense, pruned);
      case 'bits_per_byte':
        return compareBits(dense, pruned);
      case 'word_perplexity':
      case 'byte_perplexity':
        return comparePerplexity(metric, dense, pruned);
      default:
        return assertNever(metric);
    }
  });
}

function compareAccuracy(metric: 'acc' | 'acc_norm', dense: TaskEvaluation, pruned: TaskEvaluation): MetricComparison {
  const pairs = dense.samples.map((sample, place) => [getOutcome(metric, pruned.samples[place]), getOutcome(metric, sample)] as const);
  const { ratio, standardError } = ratioOfSums(pairs);
  const lost = pairs.filter(([after, before]) => after < before).length;
  const gained = pairs.filter(([after, before]) => after > before).length;
  return { metric, retention: ratio, retentionStandardError: standardError, mcNemarP: mcNemarExactP(lost, gained) };
}

function getOutcome(metric: 'acc' | 'acc_norm', sample: SampleEvaluation | undefined): number {
  const outcome = sample?.metrics[metric];
  if (outcome === undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Sample ${sample?.documentId} has no ${metric}, so it cannot be paired. Evaluate the task again.`,
      {
        details: { documentId: sample?.documentId, metric },
      },
    );
  }
  return outcome;
}

function compareBits(dense: TaskEvaluation, pruned: TaskEvaluation): MetricComparison {
  const totals = pairTotals(dense, pruned);
  const { ratio, standardError } = ratioOfSums(totals.map(([before, after]) => [after.logLikelihood, before.logLikelihood]));
  return { metric: 'bits_per_byte', retention: ratio, retentionStandardError: standardError, mcNemarP: null };
}

function comparePerplexity(metric: 'word_perplexity' | 'byte_perplexity', dense: TaskEvaluation, pruned: TaskEvaluation): MetricComparison {
  const weight = metric === 'word_perplexity' ? 'words' : 'bytes';
  const totals = pairTotals(dense, pruned);
  const { ratio, standardError } = ratioOfSums(
    totals.map(([before, after]) => [before.logLikelihood - after.logLikelihood, before[weight]]),
  );
  const retention = ratio === null ? null : finiteOrNull(Math.exp(ratio));
  const retentionStandardError = retention === null || standardError === null ? null : finiteOrNull(retention * standardError);
  return { metric, retention, retentionStandardError, mcNemarP: null };
}

function pairTotals(dense: TaskEvaluation, pruned: TaskEvaluation) {
  const after = pruned.samples.map(getPerplexityTotals);
  return dense.samples.map(getPerplexityTotals).map((before, place) => [before, after[place] ?? before] as const);
}

/** JSON has no Infinity; a retention beyond the largest double is unknown, not a number. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
