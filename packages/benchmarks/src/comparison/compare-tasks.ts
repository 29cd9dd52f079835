import { adjustFamilies } from '@lamina/metrics';
import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';
import { compareWithDense, type MetricComparison } from './compare-with-dense.ts';

/** The comparison of one task, with its p-value corrected for the number of tested tasks. */
export interface TaskComparison {
  readonly task: string;
  readonly metrics: readonly (MetricComparison & {
    /** Holm's correction of `mcNemarP` over all tested metrics of that name and filter; null if `mcNemarP` is null. */
    readonly adjustedP: number | null;
  })[];
}

/**
 * Compares a pruned model with its dense parent on several tasks. With more tasks it becomes more likely that one differs by chance, so the p-values
 * of one metric are corrected across the tasks. They are not corrected across metrics, which measure the same answers.
 * @param pairs [dense, pruned] per task
 * @throws AppError as `compareWithDense`
 */
export function compareTasks(pairs: readonly (readonly [dense: TaskEvaluation, pruned: TaskEvaluation])[]): TaskComparison[] {
  const compared = pairs.map(([dense, pruned]) => ({ task: dense.task, metrics: compareWithDense(dense, pruned) }));
  const adjusted = adjustFamilies(
    compared.flatMap(({ metrics }) => metrics),
    { familyOf: ({ metric, filter }) => `${metric},${filter}`, pOf: ({ mcNemarP }) => mcNemarP },
  );
  return compared.map(({ task, metrics }) => ({
    task,
    metrics: metrics.map((comparison) => ({ ...comparison, adjustedP: adjusted.get(comparison) ?? null })),
  }));
}
