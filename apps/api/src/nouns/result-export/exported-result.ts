import type { Benchmark } from '../benchmark/benchmark.type.ts';
import type { Evaluation } from '../evaluation/evaluation.type.ts';

/** An evaluation with its benchmark. */
export interface ExportedResult {
  readonly evaluation: Evaluation;
  readonly benchmark: Benchmark;
}

/** Metric and filter; imported metrics have the filter's name after a comma. */
export function splitMetric(metric: string): { readonly name: string; readonly filter: string } {
  const [name = metric, filter = 'none'] = metric.split(',');
  return { name, filter };
}
