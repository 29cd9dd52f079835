import type { CandidateRecord } from './leaderboard-statements.ts';

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
