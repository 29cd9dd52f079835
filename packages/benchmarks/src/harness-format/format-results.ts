import type { GroupEvaluation } from '../evaluation/evaluate-group.ts';
import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';
import type { Task } from '../task/task.ts';
import {
  type FormattedMetrics,
  type FormattedResults,
  formatMetrics,
  formatTaskResults,
  formatVersion,
  type TaskResults,
} from './format-task-results.ts';

/** One evaluated task. */
export interface EvaluatedTask {
  readonly task: Task;
  readonly evaluation: TaskEvaluation;
  /** Documents of the whole split, if only some were evaluated; default: the evaluated number. */
  readonly originalCount?: number;
}

/** The parts of lm-evaluation-harness' results.json that other tools read. */
export interface HarnessResults extends FormattedResults {
  /** The results of each group. */
  readonly groups: Readonly<Record<string, FormattedMetrics>>;
  /** The names of the tasks of each group. */
  readonly group_subtasks: Readonly<Record<string, readonly string[]>>;
  readonly configs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly config: Readonly<Record<string, unknown>>;
}

const OUTPUT_TYPES: Readonly<Record<Task['kind'], string>> = {
  'multiple-choice': 'multiple_choice',
  continuation: 'loglikelihood',
  perplexity: 'loglikelihood_rolling',
  generation: 'generate_until',
};

/**
 * Writes evaluations in the shape of lm-evaluation-harness' results.json, for scripts and leaderboards that read it. Source: lm-evaluation-harness
 * 0.4.13, lm_eval/evaluator.py and lm_eval/result_schema.py. Standard errors that only Lamina computes (perplexities of texts) are written as
 * numbers; the harness writes "N/A".
 * @param config settings of the model run: model, model_args, batch_size, seeds, …
 */
export function formatHarnessResults(
  evaluated: readonly EvaluatedTask[],
  groups: readonly GroupEvaluation[],
  config: Readonly<Record<string, unknown>>,
): HarnessResults {
  const byTask = <T>(of: (each: EvaluatedTask) => T) => Object.fromEntries(evaluated.map((each) => [each.task.name, of(each)]));
  const groupResults = Object.fromEntries(groups.map(({ group, ...results }) => [group, formatMetrics({ task: group, ...results })]));
  const formatted = formatTaskResults(evaluated.map(toTaskResults));
  return {
    ...formatted,
    results: { ...groupResults, ...formatted.results },
    groups: groupResults,
    group_subtasks: Object.fromEntries(groups.map(({ group, tasks }) => [group, tasks])),
    configs: byTask(({ task }) => describeTask(task)),
    versions: {
      ...Object.fromEntries(groups.map(({ group, version }) => [group, formatVersion(version)])),
      ...formatted.versions,
    },
    config,
  };
}

function toTaskResults({ task, evaluation, originalCount }: EvaluatedTask): TaskResults {
  const { metrics, sampleCount } = evaluation;
  return {
    task: task.name,
    version: task.version,
    // Tasks that name no number of examples have none.
    shots: task.shots ?? 0,
    originalCount: originalCount ?? sampleCount,
    sampleCount,
    metrics,
  };
}

function describeTask(task: Task): Record<string, unknown> {
  return {
    task: task.name,
    output_type: OUTPUT_TYPES[task.kind],
    // As above.
    num_fewshot: task.shots ?? 0,
    ...(task.kind === 'multiple-choice' ? { target_delimiter: task.targetDelimiter ?? ' ' } : {}),
    ...(task.kind === 'generation' ? { generation_kwargs: { until: task.until, max_gen_toks: task.maxTokens, do_sample: false } } : {}),
    metadata: { version: formatVersion(task.version), digest: task.digest },
  };
}
