import type { GroupEvaluation } from '../evaluation/evaluate-group.ts';
import type { MetricValue, TaskEvaluation } from '../evaluation/task-evaluation.ts';
import type { MetricName } from '../task/metric-name.ts';
import type { Task } from '../task/task.ts';

/** One evaluated task. */
export interface EvaluatedTask {
  readonly task: Task;
  readonly evaluation: TaskEvaluation;
  /** Documents of the whole split, where only some were evaluated; default: those evaluated. */
  readonly originalCount?: number;
}

/** The results.json of lm-evaluation-harness, as far as others read it. */
export interface HarnessResults {
  /** By task: alias, sample_len, "metric,filter" and "metric_stderr,filter" (a number or "N/A"). */
  readonly results: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** The same by group. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** By group: the names of its tasks. */
  readonly group_subtasks: Readonly<Record<string, readonly string[]>>;
  readonly configs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly versions: Readonly<Record<string, string | number>>;
  readonly 'n-shot': Readonly<Record<string, number>>;
  readonly higher_is_better: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly 'n-samples': Readonly<Record<string, { readonly original: number; readonly effective: number }>>;
  readonly config: Readonly<Record<string, unknown>>;
}

const OUTPUT_TYPES: Readonly<Record<Task['kind'], string>> = {
  'multiple-choice': 'multiple_choice',
  continuation: 'loglikelihood',
  perplexity: 'loglikelihood_rolling',
  generation: 'generate_until',
};
const LOWER_IS_BETTER: readonly MetricName[] = ['perplexity', 'word_perplexity', 'byte_perplexity', 'bits_per_byte', 'brier_score'];

/**
 * Writes evaluations in the shape of lm-evaluation-harness' results.json, so that scripts and boards made for it read them.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/evaluator.py and lm_eval/result_schema.py. Standard errors that only Lamina knows (perplexities
 * of texts) are written as numbers where the harness writes "N/A".
 * @param config how the model was run: model, model_args, batch_size, seeds, …
 */
export function formatHarnessResults(
  evaluated: readonly EvaluatedTask[],
  groups: readonly GroupEvaluation[],
  config: Readonly<Record<string, unknown>>,
): HarnessResults {
  const byTask = <T>(of: (each: EvaluatedTask) => T) => Object.fromEntries(evaluated.map((each) => [each.task.name, of(each)]));
  const groupResults = Object.fromEntries(
    groups.map((group) => [group.group, formatMetrics(group.group, group.metrics, group.sampleCount)]),
  );
  return {
    results: { ...groupResults, ...byTask(({ task, evaluation }) => formatMetrics(task.name, evaluation.metrics, evaluation.sampleCount)) },
    groups: groupResults,
    group_subtasks: Object.fromEntries(groups.map(({ group, tasks }) => [group, tasks])),
    configs: byTask(({ task }) => describeTask(task)),
    versions: {
      ...Object.fromEntries(groups.map(({ group, version }) => [group, toVersion(version)])),
      ...byTask(({ task }) => toVersion(task.version)),
    },
    'n-shot': byTask(({ task }) => task.shots ?? 0),
    higher_is_better: byTask(({ evaluation }) =>
      Object.fromEntries(evaluation.metrics.map(({ metric }) => [metric, !LOWER_IS_BETTER.includes(metric)])),
    ),
    'n-samples': byTask(({ evaluation, originalCount }) => ({
      original: originalCount ?? evaluation.sampleCount,
      effective: evaluation.sampleCount,
    })),
    config,
  };
}

function formatMetrics(name: string, metrics: readonly MetricValue[], sampleCount: number): Record<string, string | number> {
  const values = metrics.flatMap(({ metric, filter, value, standardError }) => [
    [`${metric},${filter}`, value] as const,
    [`${metric}_stderr,${filter}`, standardError ?? 'N/A'] as const,
  ]);
  return { alias: name, sample_len: sampleCount, ...Object.fromEntries(values) };
}

function describeTask(task: Task): Record<string, unknown> {
  return {
    task: task.name,
    output_type: OUTPUT_TYPES[task.kind],
    num_fewshot: task.shots ?? 0,
    ...(task.kind === 'multiple-choice' ? { target_delimiter: task.targetDelimiter ?? ' ' } : {}),
    ...(task.kind === 'generation' ? { generation_kwargs: { until: task.until, max_gen_toks: task.maxTokens, do_sample: false } } : {}),
    metadata: { version: toVersion(task.version), digest: task.digest },
  };
}

/** The harness writes versions as numbers. */
function toVersion(version: string): string | number {
  return /^\d+(\.\d+)?$/.test(version) ? Number(version) : version;
}
