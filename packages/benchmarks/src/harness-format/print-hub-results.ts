import { getAt } from '@lamina/errors';
import { splitMetricKey } from '@lamina/metrics';
import { stringify } from 'yaml';
import type { ExportedResult } from './exported-result.ts';

const SOURCE = 'Lamina';

/** The model-index of a Hugging Face model card. */
export function printModelIndex(model: string, results: readonly ExportedResult[]): string {
  const tasks = [...Map.groupBy(results, ({ benchmark }) => benchmark.name)].map(([name, task]) => ({
    task: { type: 'text-generation' },
    dataset: { type: name, name, args: { num_few_shot: getAt(task, 0).evaluation.shots, version: getAt(task, 0).benchmark.version } },
    metrics: task.map(({ evaluation }) => ({
      type: splitMetricKey(evaluation.metric).metric,
      value: evaluation.value,
      name: describe(evaluation),
    })),
    source: { name: SOURCE },
  }));
  return stringify({ 'model-index': [{ name: model, results: tasks }] }, { lineWidth: 0 });
}

/** Entries of a file in .eval_results/: one per metric. */
export function printEvalResults(results: readonly ExportedResult[]): string {
  const entries = results.map(({ evaluation, benchmark }) => ({
    dataset: { id: benchmark.name, task_id: splitMetricKey(evaluation.metric).metric },
    value: evaluation.value,
    date: evaluation.createdAt.toISOString().slice(0, 10),
    source: { name: SOURCE },
    notes: `${describe(evaluation)}; ${evaluation.lane}`,
  }));
  return stringify(entries, { lineWidth: 0 });
}

/** Facts for which the hub's formats have no fields. */
function describe({ metric, standardError, sampleCount }: ExportedResult['evaluation']): string {
  return `${metric}${standardError === null ? '' : ` ± ${standardError.toPrecision(3)}`}, ${sampleCount} documents`;
}
