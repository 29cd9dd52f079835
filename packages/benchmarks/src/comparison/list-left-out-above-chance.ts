import { type MeasuredRetention, subtractChance } from './subtract-chance.ts';

/** A retention as measured, on one benchmark. */
export interface BenchmarkRetention extends MeasuredRetention {
  readonly benchmark: string;
}

/**
 * The benchmarks that averages above chance leave out: chance is not known, or more than half of the measured dense models guess. So a single model
 * that guesses removes no benchmark from the averages of the others; it has no average itself.
 * @param models for each model, its cells of the averaged metric, as measured
 */
export function listLeftOutAboveChance(
  models: readonly (readonly BenchmarkRetention[])[],
  benchmarks: readonly string[],
): readonly string[] {
  const counts = new Map<string, { measured: number; known: number }>();
  for (const cells of models) {
    const isKnown = new Map<string, boolean>();
    for (const cell of cells) {
      if (cell.retention === null) continue;
      isKnown.set(cell.benchmark, isKnown.get(cell.benchmark) === true || subtractChance(cell) !== null);
    }
    for (const [name, known] of isKnown) {
      const count = counts.get(name) ?? { measured: 0, known: 0 };
      counts.set(name, { measured: count.measured + 1, known: count.known + Number(known) });
    }
  }
  return benchmarks.filter((name) => {
    const count = counts.get(name);
    return count !== undefined && count.known * 2 < count.measured;
  });
}
