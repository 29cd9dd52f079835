import type { FilterPipeline } from '../filters/filter-pipeline.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import type { Row } from '../task/row.ts';
import type { TaskFacts } from '../task/task.ts';
import type { DatasetSource } from './dataset-source.ts';
import type { TaskItem, TaskItemKind } from './task-item.ts';

/** Default seed of the examples before a question, as in the harness. */
export const FEWSHOT_SEED = 1234;

/** The solved examples before a question. */
export interface ShotRules {
  /** Number of examples if the caller gives none; null if the task does not define it (then 0). A task with 0 keeps 0, as in the harness. */
  readonly count: number | null;
  /** The first rows of the pool for every question, or a seeded draw for each. */
  readonly sampler: 'default' | 'first_n';
  /** The split of the examples; null if the task has its own `samples` or none. */
  readonly split: string | null;
  readonly samples?: readonly Row[] | undefined;
  /**
   * Whether a question is excluded from its own examples (then one more is drawn). The harness does this if a task's few-shot split equals its test
   * split, which is also true if the task names neither.
   */
  readonly dropsOwnRow: boolean;
}

/** A benchmark without its rows: the source of the rows, how a row becomes a question, and what is scored. */
export interface TaskDefinition extends Pick<TaskFacts, 'name' | 'version' | 'category' | 'description'> {
  readonly source: DatasetSource;
  /** The scored split. */
  readonly split: string;
  readonly kind: TaskItemKind;
  /** Converts one row into a question. @throws AppError BAD_USER_INPUT for a row without the needed columns */
  readonly toItem: (row: Row) => TaskItem;
  /** Text before everything else, for one row; the harness' `description`. */
  readonly preambleOf?: ((row: Row) => string) | undefined;
  readonly targetDelimiter: string;
  readonly shotDelimiter: string;
  readonly shots: ShotRules;
  readonly metrics: readonly MetricSpec[];
  /** Only for generation. */
  readonly filters?: readonly FilterPipeline[] | undefined;
  readonly until?: readonly string[] | undefined;
  readonly maxTokens?: number | undefined;
}
