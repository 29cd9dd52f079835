import { averageIndependent } from '@lamina/metrics';
import type { StoredCell } from '../answer/stored-changes.ts';

/** One metric of one benchmark on a changed model, compared with the original. */
export interface EvaluatedCell extends Pick<StoredCell, 'benchmark' | 'metric' | 'value' | 'retention' | 'retentionStandardError'> {
  /** Key of the evaluation, for its answers; absent where they are not asked for. */
  readonly key?: string;
  /** Key of the dense model's evaluation. */
  readonly denseKey?: string | null;
}

/** The retention of one model over some benchmarks. */
export interface MeanRetention {
  /** Null for a mean over several benchmarks. */
  readonly value: number | null;
  readonly retention: number;
  readonly retentionStandardError: number | null;
}

/** The metric of a mean, and the benchmarks that it is taken over. */
export interface AveragedMetric {
  readonly benchmarks: readonly string[];
  readonly metric: string;
}

/** The cell of each benchmark in the metric; undefined where it is not measured. */
export function findCells(cells: readonly EvaluatedCell[], { benchmarks, metric }: AveragedMetric): readonly (EvaluatedCell | undefined)[] {
  return benchmarks.map((name) => cells.find((cell) => cell.benchmark === name && cell.metric === metric));
}

/** Mean retention over the benchmarks, treated as independent; null until all of them are measured. */
export function measureRetention(cells: readonly EvaluatedCell[], averaged: AveragedMetric): MeanRetention | null {
  const wanted = findCells(cells, averaged);
  const { average, standardError } = averageIndependent(
    wanted.map((cell) => ({ value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null })),
  );
  const [only, ...others] = wanted;
  return average === null
    ? null
    : { value: only !== undefined && others.length === 0 ? only.value : null, retention: average, retentionStandardError: standardError };
}
