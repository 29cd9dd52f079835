import { type ExportedResult, splitMetric } from './exported-result.ts';

/** Results in the shape of a results.json of lm-evaluation-harness 0.4. */
export function printHarnessResults(model: string, results: readonly ExportedResult[]): string {
  const byTask = Map.groupBy(results, ({ benchmark }) => benchmark.name);
  const first = results[0]?.evaluation;
  const each = <Value>(of: (task: readonly ExportedResult[]) => Value) =>
    Object.fromEntries([...byTask].map(([name, task]) => [name, of(task)]));
  const file = {
    results: Object.fromEntries(
      [...byTask].map(([name, task]) => [name, { alias: name, ...Object.fromEntries(task.flatMap(listMetrics)) }]),
    ),
    versions: each((task) => task[0]?.benchmark.version),
    'n-shot': each((task) => task[0]?.evaluation.shots ?? 0),
    'n-samples': each((task) => ({
      original: task[0]?.benchmark.documentCount ?? 0,
      effective: task[0]?.evaluation.sampleCount ?? 0,
    })),
    config: { model: 'lamina', model_args: `pretrained=${model},dtype=${first?.provenance.runtime.precision ?? 'unknown'}` },
    lamina: { lane: first?.lane ?? null, comparability: first?.provenance.comparabilityKey ?? null },
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
