import type { Benchmark } from '../benchmark/benchmark.type.ts';
import type { Evaluation } from '../evaluation/evaluation.type.ts';

/** An evaluation with its benchmark. */
export interface ExportedResult {
  readonly evaluation: Evaluation;
  readonly benchmark: Benchmark;
}
