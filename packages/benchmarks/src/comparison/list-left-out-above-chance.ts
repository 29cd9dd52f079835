import { countModels } from './count-models.ts';
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
  const measured = countModels(models, ({ retention }) => retention !== null);
  const known = countModels(models, (cell) => cell.retention !== null && subtractChance(cell) !== null);
  return benchmarks.filter((name) => {
    const count = measured.get(name);
    // A benchmark whose chance no model knows has no count of those that do.
    return count !== undefined && (known.get(name) ?? 0) * 2 < count;
  });
}
