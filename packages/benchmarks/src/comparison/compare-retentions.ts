import { averageIndependent, averageOf, type Interval, normalInterval } from '@lamina/metrics';

/** A pruned model and the pruned baseline on one benchmark, over the documents that both (dense and pruned) answered. */
export interface PairedRetention {
  /** Short name of the model. */
  readonly slug: string;
  readonly benchmark: string;
  readonly documentCount: number;
  readonly baselineRetention: number;
  readonly retention: number;
  /** Standard error of the difference; null if there is only one document. */
  readonly standardError: number | null;
}

/** A difference in retention; benchmark null = the mean over the benchmarks of the model. */
export interface RetentionDifference extends Omit<PairedRetention, 'benchmark'> {
  readonly benchmark: string | null;
  /** Retention minus that of the baseline. */
  readonly difference: number;
  /** 95 %, normal approximation; null if the standard error is null. */
  readonly confidenceInterval: Interval | null;
}

/** The differences of each model in the order of `slugs`: its benchmarks, then their mean. Models without rows are left out. */
export function compareRetentions(slugs: readonly string[], rows: readonly PairedRetention[]): readonly RetentionDifference[] {
  return slugs.flatMap((slug) => withMean(rows.filter((row) => row.slug === slug)));
}

/** A model's benchmarks and their mean. Benchmarks have different documents, so they are independent. */
function withMean(rows: readonly PairedRetention[]): RetentionDifference[] {
  const single = rows.map((row) => toDifference(row, row.benchmark));
  const [first] = rows;
  if (first === undefined) return single;
  const { average, standardError } = averageIndependent(rows.map((row) => ({ value: row.retention, standardError: row.standardError })));
  const baselineRetention = averageOf(rows.map((row) => row.baselineRetention));
  if (average === null || baselineRetention === null) throw new Error('A row has no retention');
  const documentCount = rows.reduce((sum, row) => sum + row.documentCount, 0);
  return [...single, toDifference({ slug: first.slug, documentCount, baselineRetention, retention: average, standardError }, null)];
}

function toDifference(row: Omit<PairedRetention, 'benchmark'>, benchmark: string | null): RetentionDifference {
  const { slug, documentCount, baselineRetention, retention, standardError } = row;
  const difference = retention - baselineRetention;
  const confidenceInterval = normalInterval(difference, standardError);
  return { slug, benchmark, documentCount, baselineRetention, retention, difference, standardError, confidenceInterval };
}
