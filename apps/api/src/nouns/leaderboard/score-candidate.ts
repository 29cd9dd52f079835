import { averageIndependent, averageOf } from '@lamina/metrics';
import type { CandidateCell, CandidateRecord } from './leaderboard-statements.ts';

/** A candidate with the numbers that rows are ranked by. */
export interface ScoredCandidate {
  readonly record: CandidateRecord;
  /** Mean retention over the chosen benchmarks; null until all are measured. */
  readonly averageRetention: number | null;
  /** Benchmarks taken as independent. */
  readonly averageRetentionStandardError: number | null;
  /** Share of the chosen benchmarks that are measured. */
  readonly completeness: number;
  /** Geometric mean of pruned / dense perplexity. */
  readonly perplexityRatio: number | null;
}

/** Averages a candidate's cells over the chosen multiple-choice benchmarks, and its perplexity texts. */
export function scoreCandidate(record: CandidateRecord, benchmarks: readonly string[]): ScoredCandidate {
  const chosen = benchmarks.map((name) => record.cells.find((cell) => cell.benchmark === name && cell.kind === 'multiple-choice'));
  const retentions = chosen.map((cell) => ({ value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null }));
  const { average, standardError } = averageIndependent(retentions);
  return {
    record,
    averageRetention: average,
    averageRetentionStandardError: standardError,
    completeness: chosen.length === 0 ? 0 : retentions.filter(({ value }) => value !== null).length / chosen.length,
    perplexityRatio: perplexityRatioOf(record.cells),
  };
}

function perplexityRatioOf(cells: readonly CandidateCell[]): number | null {
  const logRatios = cells
    .filter(({ kind }) => kind === 'perplexity')
    .map(({ value, denseValue }) => (denseValue === null ? null : Math.log(value / denseValue)));
  const mean = averageOf(logRatios);
  return mean === null ? null : Math.exp(mean);
}

/** Multiple-choice benchmarks that at least half of the models are measured on, by name: one model's extra task changes nobody's average. */
export function listSharedBenchmarks(records: readonly CandidateRecord[]): readonly string[] {
  const modelsOf = new Map<string, Set<string>>();
  for (const { modelKey, cells } of records) {
    for (const { benchmark, kind } of cells) {
      if (kind !== 'multiple-choice') continue;
      const models = modelsOf.get(benchmark) ?? new Set();
      modelsOf.set(benchmark, models.add(modelKey));
    }
  }
  const modelCount = new Set(records.map(({ modelKey }) => modelKey)).size;
  return [...modelsOf]
    .filter(([, models]) => models.size * 2 >= modelCount)
    .map(([name]) => name)
    .sort();
}
