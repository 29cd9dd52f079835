import { AppError } from '@lamina/errors';
import { adjustFamilies, type Interval, isHigherBetter, normalInterval, ratioTerms, SIGNIFICANT_P, twoSidedP } from '@lamina/metrics';
import { DETECTABLE } from '../answer/task-loss.ts';
import { pairedMeanDifference } from '../comparison/compare-with-dense.ts';
import { mcNemarExactP } from '../comparison/mcnemar-exact-p.ts';
import type { ImportedSample } from './parse-samples.ts';

/** The samples of one task of a run. */
export interface RunTask {
  readonly task: string;
  readonly samples: readonly ImportedSample[];
}

/** One metric of one task of two runs, paired document by document. */
export interface TaskDifference {
  readonly task: string;
  readonly filter: string;
  readonly metric: string;
  readonly documents: number;
  /** Means over the documents; of perplexities their logarithms: nats per document, word or byte; of bits_per_byte bits. */
  readonly first: number;
  readonly second: number;
  /** second − first. */
  readonly difference: number;
  /** Null with one document. */
  readonly standardError: number | null;
  /** 95 %, from the differences per document. */
  readonly interval: Interval | null;
  /** Documents that only the first, and only the second run got right; null for metrics that are not 0/1. */
  readonly changed: { readonly lost: number; readonly gained: number } | null;
  /** Two-sided: McNemar's exact test for 0/1, else of the normal distribution; null without a standard error. */
  readonly p: number | null;
  /** Holm's correction over all rows of the same metric. */
  readonly adjustedP: number | null;
  /** The smallest difference that these documents would have shown with 80 % power: 2.8 standard errors; null where they do not vary. */
  readonly detectable: number | null;
  readonly verdict: 'better' | 'worse' | 'no difference shown';
}

export interface RunsComparison {
  readonly rows: readonly TaskDifference[];
  /** Tasks and metrics that cannot be compared. */
  readonly leftOut: readonly { readonly task: string; readonly why: string }[];
}

type Row = Omit<TaskDifference, 'adjustedP' | 'verdict'>;

/**
 * Compares two runs of lm-evaluation-harness on the same documents. Rows of one metric are one family of claims.
 * Source: McNemar 1947; Holm 1979; Miller 2024, Adding Error Bars to Evals (arXiv 2411.00640), section 4 (paired differences).
 * @throws AppError NOT_COMPARABLE where no task is in both, or a task of both has other documents
 */
export function compareRuns(first: readonly RunTask[], second: readonly RunTask[]): RunsComparison {
  const others = new Map(second.map((task) => [task.task, task.samples]));
  const shared = first.flatMap(({ task, samples }) => {
    const other = others.get(task);
    return other === undefined ? [] : [{ task, samples, other }];
  });
  if (shared.length === 0) {
    const [one, other] = [first, second].map((run) => run.map(({ task }) => task).join(', ') || 'none');
    throw new AppError('NOT_COMPARABLE', `the runs share no task: the first has ${one}, the second ${other}`);
  }
  const names = new Set(first.map(({ task }) => task));
  const alone = [...first.filter(({ task }) => !others.has(task)), ...second.filter(({ task }) => !names.has(task))];
  const compared = shared.map(({ task, samples, other }) => compareTask(task, samples, other));
  return {
    rows: judge(compared.flatMap(({ rows }) => rows)),
    leftOut: [...alone.map(({ task }) => ({ task, why: 'only one run has it' })), ...compared.flatMap(({ leftOut }) => leftOut)],
  };
}

function compareTask(task: string, first: readonly ImportedSample[], second: readonly ImportedSample[]) {
  const byFilter = Map.groupBy(second, ({ filter }) => filter);
  const rows: Row[] = [];
  const leftOut: { readonly task: string; readonly why: string }[] = [];
  for (const [filter, samples] of Map.groupBy(first, (sample) => sample.filter)) {
    const found = byFilter.get(filter);
    if (found === undefined) {
      leftOut.push({ task, why: `only the first run has the filter ${filter}` });
      continue;
    }
    const pairs = pairDocuments(task, samples, found);
    const [sample] = samples;
    for (const metric of Object.keys({ ...sample?.values, ...sample?.sums })) {
      const differences = compareMetric(metric, pairs);
      if (differences === null) leftOut.push({ task, why: `${metric} is missing of some documents` });
      else rows.push({ task, filter, metric, documents: pairs.length, ...differences });
    }
  }
  return { rows, leftOut };
}

type Pair = readonly [first: ImportedSample, second: ImportedSample];

function pairDocuments(task: string, first: readonly ImportedSample[], second: readonly ImportedSample[]): readonly Pair[] {
  const byId = new Map(second.map((sample) => [sample.documentId, sample]));
  if (byId.size !== first.length)
    throw new AppError(
      'NOT_COMPARABLE',
      `${task} has ${first.length} documents in the first run and ${byId.size} in the second; run both with one --limit`,
    );
  return first.map((sample) => {
    const other = byId.get(sample.documentId);
    if (other === undefined) throw new AppError('NOT_COMPARABLE', `document ${sample.documentId} of ${task} is in the first run only`);
    if (sample.documentHash !== other.documentHash)
      throw new AppError(
        'NOT_COMPARABLE',
        `document ${sample.documentId} of ${task} differs between the runs (doc_hash); use one version of the task`,
      );
    return [sample, other];
  });
}

function compareMetric(metric: string, pairs: readonly Pair[]): Omit<Row, 'task' | 'filter' | 'metric' | 'documents'> | null {
  const sums = pairs.map(([one, other]) => [one.sums[metric], other.sums[metric]] as const);
  if (sums.every((pair): pair is readonly [Sums, Sums] => pair.every((sum) => sum !== undefined))) return compareSums(metric, sums);
  const values = pairs.map(([one, other]) => [one.values[metric], other.values[metric]] as const);
  if (!values.every((pair): pair is readonly [number, number] => pair.every((value) => value !== undefined))) return null;
  // The perplexity of a document is logged as its log-likelihood.
  if (metric === 'perplexity')
    return compareSums(
      metric,
      values.map(([one, other]) => [
        [one, 1],
        [other, 1],
      ]),
    );
  const difference = pairedMeanDifference(values.map(([one, other]) => other - one));
  const isBinary = values.every((pair) => pair.every((value) => value === 0 || value === 1));
  const lost = values.filter(([one, other]) => other < one).length;
  const gained = values.filter(([one, other]) => other > one).length;
  const meanOf = (side: 0 | 1): number => values.reduce((sum, pair) => sum + pair[side], 0) / values.length;
  const described = describeDifference(meanOf(0), meanOf(1), difference.value, difference.standardError);
  return isBinary ? { ...described, changed: { lost, gained }, p: mcNemarExactP(lost, gained) } : described;
}

type Sums = ImportedSample['sums'][string];

/** Logarithms of perplexities: of a pair of sums, Σ −log-likelihood ÷ Σ weight. */
function compareSums(metric: string, pairs: readonly (readonly [Sums, Sums])[]) {
  const unit = metric === 'bits_per_byte' ? Math.LN2 : 1;
  const weights = pairs.map(([[, weight]]) => weight * unit);
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const meanOf = (side: 0 | 1): number => -pairs.reduce((sum, pair) => sum + pair[side][0], 0) / weight;
  const found = ratioTerms(
    pairs.map(([[first], [second]]) => first - second),
    weights,
  );
  return describeDifference(meanOf(0), meanOf(1), meanOf(1) - meanOf(0), found?.standardError ?? null);
}

function describeDifference(first: number, second: number, difference: number, standardError: number | null) {
  return {
    first,
    second,
    difference,
    standardError,
    interval: normalInterval(difference, standardError),
    changed: null,
    p: findP(difference, standardError),
    detectable: standardError === null || standardError === 0 ? null : DETECTABLE * standardError,
  };
}

/** Null where differences do not vary: the normal approximation says nothing. */
function findP(difference: number, standardError: number | null): number | null {
  if (difference === 0) return 1;
  return standardError === null || standardError === 0 ? null : twoSidedP(difference, standardError);
}

function judge(rows: readonly Row[]): readonly TaskDifference[] {
  const adjusted = adjustFamilies(rows, { familyOf: ({ metric }) => metric, pOf: ({ p }) => p });
  return rows.map((row) => {
    const adjustedP = adjusted.get(row) ?? null;
    const isShown = adjustedP !== null && adjustedP < SIGNIFICANT_P && row.difference !== 0;
    const isGain = row.difference > 0 === isHigherBetter(row.metric);
    return { ...row, adjustedP, verdict: !isShown ? 'no difference shown' : isGain ? 'better' : 'worse' };
  });
}
