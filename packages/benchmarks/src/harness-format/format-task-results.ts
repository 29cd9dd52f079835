import { type FilteredMetric, isHigherBetter } from '@lamina/metrics';

/** One task's results, as a results.json lists them. */
export interface TaskResults {
  readonly task: string;
  readonly version: string;
  readonly shots: number;
  /** Documents of the whole split, and those that were evaluated. */
  readonly originalCount: number;
  readonly sampleCount: number;
  readonly metrics: readonly (FilteredMetric & { readonly value: number; readonly standardError: number | null })[];
}

/** Metrics as a results.json has them: alias, sample_len, "metric,filter" and "metric_stderr,filter" (a number or "N/A"). */
export type FormattedMetrics = Readonly<Record<string, string | number>>;

/** The parts of a results.json that say what was measured, by task. */
export interface FormattedResults {
  readonly results: Readonly<Record<string, FormattedMetrics>>;
  readonly versions: Readonly<Record<string, string | number>>;
  readonly 'n-shot': Readonly<Record<string, number>>;
  readonly higher_is_better: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly 'n-samples': Readonly<Record<string, { readonly original: number; readonly effective: number }>>;
}

/**
 * The results, in the shape of lm-evaluation-harness' results.json.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/evaluator.py and lm_eval/result_schema.py.
 */
export function formatTaskResults(tasks: readonly TaskResults[]): FormattedResults {
  const byTask = <T>(of: (each: TaskResults) => T) => Object.fromEntries(tasks.map((each) => [each.task, of(each)]));
  return {
    results: byTask(formatMetrics),
    versions: byTask(({ version }) => formatVersion(version)),
    'n-shot': byTask(({ shots }) => shots),
    higher_is_better: byTask(({ metrics }) => Object.fromEntries(metrics.map(({ metric }) => [metric, isHigherBetter(metric)]))),
    'n-samples': byTask(({ originalCount, sampleCount }) => ({ original: originalCount, effective: sampleCount })),
  };
}

/** The metrics of one task or group. */
export function formatMetrics({ task, metrics, sampleCount }: Pick<TaskResults, 'task' | 'metrics' | 'sampleCount'>): FormattedMetrics {
  const values = metrics.flatMap(({ metric, filter, value, standardError }) => [
    [`${metric},${filter}`, value] as const,
    [`${metric}_stderr,${filter}`, standardError ?? 'N/A'] as const,
  ]);
  return { alias: task, sample_len: sampleCount, ...Object.fromEntries(values) };
}

/** The harness writes versions as numbers. */
export function formatVersion(version: string): string | number {
  return /^\d+(\.\d+)?$/.test(version) ? Number(version) : version;
}
