import { getAt } from '../../data/get-at.ts';
import { type ExportedResult, splitMetric } from './exported-result.ts';

/** Results, at least one, in the shape of a results.json of lm-evaluation-harness 0.4. */
export function printHarnessResults(model: string, results: readonly ExportedResult[]): string {
  const byTask = Map.groupBy(results, ({ benchmark }) => benchmark.name);
  const { provenance, lane } = getAt(results, 0).evaluation;
  const each = <Value>(of: (task: readonly ExportedResult[]) => Value) =>
    Object.fromEntries([...byTask].map(([name, task]) => [name, of(task)]));
  const file = {
    results: Object.fromEntries(
      [...byTask].map(([name, task]) => [name, { alias: name, ...Object.fromEntries(task.flatMap(listMetrics)) }]),
    ),
    versions: each((task) => getAt(task, 0).benchmark.version),
    'n-shot': each((task) => getAt(task, 0).evaluation.shots),
    'n-samples': each((task) => ({
      original: getAt(task, 0).benchmark.documentCount,
      effective: getAt(task, 0).evaluation.sampleCount,
    })),
    config: { model: 'lamina', model_args: `pretrained=${model},dtype=${provenance.runtime.precision}` },
    lamina: { lane, comparability: provenance.comparabilityKey },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function listMetrics({ evaluation }: ExportedResult): readonly (readonly [string, number | string])[] {
  const { name, filter } = splitMetric(evaluation.metric);
  return [
    [`${name},${filter}`, evaluation.value],
    [`${name}_stderr,${filter}`, evaluation.standardError ?? 'N/A'],
  ];
}
