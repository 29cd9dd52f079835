import { AppError, assertNever } from '@lamina/errors';
import {
  type Interval,
  type MetricName,
  normalInterval,
  type RatioTerms,
  ratioTerms,
  sampleMean,
  standardErrorOfMean,
} from '@lamina/metrics';
import { getPerplexityTotals, type PerplexityMetric, type PerplexityTotals } from '../evaluation/perplexity-of.ts';
import { countFilters, type SampleEvaluation, sampleKeyOf, type TaskEvaluation } from '../evaluation/task-evaluation.ts';
import { bootstrapTotals } from './bootstrap-difference.ts';
import { mcNemarExactP } from './mcnemar-exact-p.ts';

/** A pruned model's metric minus the dense model's, over the same documents. */
export interface PairedDifference {
  /** In the metric's unit. */
  readonly value: number;
  /** Null with one document, or if a draw overflows. */
  readonly standardError: number | null;
  /** 95 %; null if the standard error is null. */
  readonly interval: Interval | null;
  /** Method behind the interval. */
  readonly method: 'paired-normal' | 'document-bootstrap';
}

/** Comparison of a pruned model with its dense parent in one metric. */
export interface MetricComparison {
  readonly metric: MetricName;
  /** The filter that read the generated answers, as in the evaluations. */
  readonly filter: string;
  /**
   * pruned / dense: above 1 is better for accuracies and exact_match, worse for perplexities and brier_score. Null if the dense value is 0 or a value
   * is missing.
   */
  readonly retention: number | null;
  /** Paired standard error of the retention, by the delta method; null if retention is null, and with a single document. */
  readonly retentionStandardError: number | null;
  /** pruned − dense with its 95 % interval; null if a value overflows. */
  readonly difference: PairedDifference | null;
  /** Documents that only the dense model, and only the pruned model, got right; null for metrics that are not 0/1. */
  readonly changed: { readonly lost: number; readonly gained: number } | null;
  /** Exact two-sided p of McNemar's test, 0..1; null for metrics that are not 0/1. */
  readonly mcNemarP: number | null;
}

/**
 * Compares two evaluations document by document. Standard errors come from per-sample differences, so the difficulty of a document cancels. Means use
 * the ratio estimator Σ pruned / Σ dense. bits_per_byte uses Σ ll pruned / Σ ll dense (the bytes cancel). Perplexities use exp of the difference of
 * nats per document, word or byte, and their standard error is multiplied by the retention. Differences of means have a normal interval from the
 * per-document differences; differences of perplexities have an interval from a document bootstrap.
 * @returns one entry per metric of the dense evaluation, in its order
 * @throws AppError NOT_COMPARABLE if tasks, versions or documents differ; BAD_USER_INPUT if a sample lacks the metric, its words, bytes or
 * log-likelihood
 */
export function compareWithDense(dense: TaskEvaluation, pruned: TaskEvaluation): readonly MetricComparison[] {
  requireSameSamples(dense, pruned);
  const samples = { dense: dense.samples, pruned: pruned.samples };
  const filterCount = countFilters(dense);
  return dense.metrics.map(({ metric, filter }) => ({
    metric,
    filter,
    ...compareMetric(metric, sampleKeyOf(metric, filter, filterCount)),
  }));

  function compareMetric(metric: MetricName, key: string): Comparison {
    switch (metric) {
      case 'acc':
      case 'acc_norm':
      case 'acc_bytes':
      case 'exact_match':
      case 'rouge1':
      case 'brier_score':
        return compareMeans(pairValues(key, samples));
      case 'perplexity':
        return comparePerplexities(
          'word_perplexity',
          pairValues(key, samples).map(([after, before]) => [toDocumentTotals(before), toDocumentTotals(after)]),
        );
      case 'word_perplexity':
      case 'byte_perplexity':
        return comparePerplexities(metric, pairTotals(samples));
      case 'bits_per_byte': {
        const totals = pairTotals(samples);
        const pairs = totals.map(([before, after]) => [after.logLikelihood, before.logLikelihood] as const);
        return { ...compareRatios(pairs), difference: differenceOf(metric, totals) };
      }
      case 'acceptance':
      case 'top1_agreement':
      case 'divergence':
        throw new Error('a whole model has no divergence from itself');
      default:
        return assertNever(metric);
    }
  }
}

type Comparison = Omit<MetricComparison, 'metric' | 'filter'>;
type Ratio = Omit<Comparison, 'difference'>;
type Pairs = readonly (readonly [number, number])[];
type Totals = ReturnType<typeof pairTotals>;

function compareMeans(pairs: Pairs): Comparison {
  const isBinary = pairs.every((pair) => pair.every((value) => value === 0 || value === 1));
  const lost = pairs.filter(([after, before]) => after < before).length;
  const gained = pairs.filter(([after, before]) => after > before).length;
  return {
    ...compareRatios(pairs),
    difference: pairedMeanDifference(pairs.map(([after, before]) => after - before)),
    changed: isBinary ? { lost, gained } : null,
    mcNemarP: isBinary ? mcNemarExactP(lost, gained) : null,
  };
}

function compareRatios(pairs: Pairs): Ratio {
  const found = ratioOf(pairs);
  return { retention: found?.ratio ?? null, retentionStandardError: found?.standardError ?? null, changed: null, mcNemarP: null };
}

function compareExponents(pairs: Pairs): Ratio {
  const { ratio, standardError } = ratioOf(pairs) ?? { ratio: Number.NaN, standardError: null }; // Without words or bytes there is no ratio.
  const retention = finiteOrNull(Math.exp(ratio));
  const retentionStandardError = retention === null || standardError === null ? null : finiteOrNull(retention * standardError);
  return { retention, retentionStandardError, changed: null, mcNemarP: null };
}

/** Σ numerator ÷ Σ denominator of [numerator, denominator] pairs. */
function ratioOf(pairs: Pairs): RatioTerms | null {
  return ratioTerms(
    pairs.map(([numerator]) => numerator),
    pairs.map(([, denominator]) => denominator),
  );
}

function comparePerplexities(metric: 'word_perplexity' | 'byte_perplexity', totals: Totals): Comparison {
  const weight = metric === 'word_perplexity' ? 'words' : 'bytes';
  const pairs = totals.map(([before, after]) => [before.logLikelihood - after.logLikelihood, before[weight]] as const);
  return { ...compareExponents(pairs), difference: differenceOf(metric, totals) };
}

function differenceOf(metric: PerplexityMetric, totals: Totals): PairedDifference | null {
  const [before, after] = [totals.map(([dense]) => dense), totals.map(([, pruned]) => pruned)];
  const found = bootstrapTotals(before, after).find((difference) => difference.metric === metric);
  if (!found || found.difference === null) return null;
  return { value: found.difference, standardError: found.standardError, interval: found.interval, method: 'document-bootstrap' };
}

/** A perplexity per document equals one per word of texts with one word each. */
function toDocumentTotals(logLikelihood: number): PerplexityTotals {
  return { logLikelihood, words: 1, bytes: 1 };
}

/** JSON has no Infinity; a retention beyond the largest double is stored as unknown. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * The mean of per-document differences d with standard error sqrt(Σ (d − mean)² / (n − 1) / n) and the normal interval mean ± 1.96 standard
 * errors.
 * @param differences float64[n], pruned − dense, n ≥ 1
 */
export function pairedMeanDifference(differences: readonly number[]): PairedDifference {
  const value = sampleMean(differences);
  const standardError = standardErrorOfMean(differences);
  return { value, standardError, interval: normalInterval(value, standardError), method: 'paired-normal' };
}

/**
 * Checks that two evaluations may be paired: the same task and version, the same documents in the same order, the same correct answers and text
 * lengths.
 * @throws AppError NOT_COMPARABLE naming the difference
 */
function requireSameSamples(dense: TaskEvaluation, pruned: TaskEvaluation): void {
  const refuse = (what: string, first: unknown, second: unknown) => {
    throw new AppError(
      'NOT_COMPARABLE',
      `The dense and the pruned evaluation differ in ${what}: ${first} and ${second}. Evaluate both on the same task and version.`,
    );
  };
  if (dense.task !== pruned.task) refuse('task', dense.task, pruned.task);
  if (dense.version !== pruned.version) refuse(`version of task ${dense.task}`, dense.version, pruned.version);
  if (dense.samples.length !== pruned.samples.length) refuse('number of samples', dense.samples.length, pruned.samples.length);
  for (const [place, sample] of dense.samples.entries()) {
    const other = pruned.samples[place];
    if (sample.documentId !== other?.documentId) refuse(`document ${place}`, sample.documentId, other?.documentId);
    if (sample.gold !== other?.gold) refuse(`right answer of document ${sample.documentId}`, sample.gold, other?.gold);
    for (const fact of ['words', 'bytes']) {
      if (sample.metrics[fact] !== other?.metrics[fact])
        refuse(`${fact} of document ${sample.documentId}`, sample.metrics[fact], other?.metrics[fact]);
    }
  }
}

/** The answers of both models to the same documents, in the same order. */
interface PairedSamples {
  readonly dense: readonly SampleEvaluation[];
  readonly pruned: readonly SampleEvaluation[];
}

/** [pruned, dense] of every document. @throws AppError BAD_USER_INPUT if a sample lacks the metric */
function pairValues(key: string, { dense, pruned }: PairedSamples): readonly (readonly [number, number])[] {
  return dense.map((sample, place) => [getValue(key, pruned[place]), getValue(key, sample)]);
}

/** [dense, pruned] of every document of a perplexity task. @throws AppError BAD_USER_INPUT if a sample lacks words, bytes or log-likelihood */
function pairTotals({ dense, pruned }: PairedSamples): readonly (readonly [PerplexityTotals, PerplexityTotals])[] {
  const after = pruned.map(getPerplexityTotals);
  return dense.map(getPerplexityTotals).map((before, place) => [before, after[place] ?? before] as const);
}

function getValue(key: string, sample: SampleEvaluation | undefined): number {
  const value = sample?.metrics[key];
  if (value !== undefined) return value;
  throw new AppError('BAD_USER_INPUT', `Sample ${sample?.documentId} has no ${key}, so it cannot be paired. Evaluate the task again.`);
}
