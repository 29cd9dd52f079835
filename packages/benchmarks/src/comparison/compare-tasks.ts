import { holmAdjust } from '@lamina/metrics';
import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';
import { compareWithDense, type MetricComparison } from './compare-with-dense.ts';

/** One task's comparison with its p-value corrected for the number of tasks tested. */
export interface TaskComparison {
  readonly task: string;
  readonly metrics: readonly (MetricComparison & {
    /** Holm's correction of `mcNemarP` over all tested metrics of that name and filter; null where that is. */
    readonly adjustedP: number | null;
  })[];
}

/**
 * Compares a pruned model with its dense parent on several tasks. The more tasks, the likelier one differs by accident; p-values of one metric
 * are therefore corrected across the tasks (not across metrics, which say the same of one task twice).
 * @param pairs [dense, pruned] per task
 * @throws AppError as `compareWithDense`
 */
export function compareTasks(pairs: readonly (readonly [dense: TaskEvaluation, pruned: TaskEvaluation])[]): TaskComparison[] {
  const compared = pairs.map(([dense, pruned]) => ({ task: dense.task, metrics: compareWithDense(dense, pruned) }));
  const adjusted = new Map<MetricComparison, number>();
  const tested = compared.flatMap(({ metrics }) => metrics.filter(({ mcNemarP }) => mcNemarP !== null));
  for (const family of Map.groupBy(tested, ({ metric, filter }) => `${metric},${filter}`).values()) {
    const values = holmAdjust(family.map(({ mcNemarP }) => mcNemarP ?? 1));
    for (const [place, comparison] of family.entries()) adjusted.set(comparison, values[place] ?? 1);
  }
  return compared.map(({ task, metrics }) => ({
    task,
    metrics: metrics.map((comparison) => ({ ...comparison, adjustedP: adjusted.get(comparison) ?? null })),
  }));
}
