import type { FilterPipeline } from '../filters/filter-pipeline.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import type { Row } from '../task/row.ts';
import type { DatasetSource } from './dataset-source.ts';
import type { TaskItem, TaskItemKind } from './task-item.ts';

/** Seed of the examples before a question, the harness' default. */
export const FEWSHOT_SEED = 1234;

/** Which solved examples stand before a question. */
export interface ShotRules {
  /** How many when a caller names none; null where the task leaves it open (then 0). A task that says 0 keeps 0, as in the harness. */
  readonly count: number | null;
  /** The first rows of the pool for every question, or a seeded draw for each. */
  readonly sampler: 'default' | 'first_n';
  /** The split they come from; null where the task brings its own `samples` or has none. */
  readonly split: string | null;
  readonly samples?: readonly Row[];
  /**
   * Whether a question is taken out of its own examples (then one more is drawn). The harness does so where a task's few-shot split equals
   * its test split, which is also true where it names neither.
   */
  readonly dropsOwnRow: boolean;
}

/** A benchmark before its rows are known: where they come from, how a row becomes a question, and what is scored. */
export interface TaskDefinition {
  readonly name: string;
  readonly version: string;
  readonly category: string;
  /** What it measures, in a sentence. */
  readonly description: string;
  /** Expected accuracy of guessing; null where guessing has no meaning; left out: one over the number of choices. */
  readonly chance?: number | null;
  readonly source: DatasetSource;
  /** The split that is scored. */
  readonly split: string;
  readonly kind: TaskItemKind;
  /** One row as a question. @throws AppError BAD_USER_INPUT for a row without the columns it needs */
  readonly toItem: (row: Row) => TaskItem;
  /** What stands before everything else, for one row; the harness' `description`. */
  readonly preambleOf?: (row: Row) => string;
  readonly targetDelimiter: string;
  readonly shotDelimiter: string;
  readonly shots: ShotRules;
  readonly metrics: readonly MetricSpec[];
  /** Generation only. */
  readonly filters?: readonly FilterPipeline[];
  readonly until?: readonly string[];
  readonly maxTokens?: number;
}
