import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';

/** How many filters read the answers of an evaluation. */
export function countFilters({ metrics }: Pick<TaskEvaluation, 'metrics'>): number {
  return new Set(metrics.map(({ filter }) => filter)).size;
}
