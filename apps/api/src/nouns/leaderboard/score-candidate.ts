import { averageIndependent, averageOf } from '@lamina/metrics';
import type { CandidateCell, CandidateRecord } from './leaderboard-statements.ts';

/** A candidate with the numbers for ranking. */
export interface ScoredCandidate {
  readonly record: CandidateRecord;
  /** Mean retention over the chosen benchmarks; null until all are measured. */
  readonly averageRetention: number | null;
  /** Benchmarks are treated as independent. */
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

/** Multiple-choice benchmarks on which at least half of the models are measured, by name. So an extra task of one model changes no average. */
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
