import { getAt } from '@lamina/errors';
import { splitMetricKey } from '@lamina/metrics';
import type { ExportedResult } from './exported-result.ts';
import { formatTaskResults, type TaskResults } from './format-task-results.ts';

/** Results, at least one, in the shape of a results.json of lm-evaluation-harness 0.4. */
export function printHarnessResults(model: string, results: readonly ExportedResult[]): string {
  const { provenance, lane } = getAt(results, 0).evaluation;
  const file = {
    ...formatTaskResults([...Map.groupBy(results, ({ benchmark }) => benchmark.name).values()].map(toTaskResults)),
    config: { model: 'lamina', model_args: `pretrained=${model},dtype=${provenance.runtime.precision}` },
    lamina: { lane, comparability: provenance.comparabilityKey },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function toTaskResults(own: readonly ExportedResult[]): TaskResults {
  const { benchmark, evaluation } = getAt(own, 0);
  return {
    task: benchmark.name,
    version: benchmark.version,
    shots: evaluation.shots,
    originalCount: benchmark.documentCount,
    sampleCount: evaluation.sampleCount,
    metrics: own.map(({ evaluation: { metric, value, standardError } }) => ({ ...splitMetricKey(metric), value, standardError })),
  };
}
