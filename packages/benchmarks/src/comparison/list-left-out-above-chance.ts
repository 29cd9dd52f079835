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
  return benchmarks.filter((name) => {
    const measured = models
      .map((cells) => cells.filter(({ benchmark, retention }) => benchmark === name && retention !== null))
      .filter((cells) => cells.length > 0);
    const known = measured.filter((cells) => cells.some((cell) => subtractChance(cell) !== null));
    return known.length * 2 < measured.length;
  });
}
