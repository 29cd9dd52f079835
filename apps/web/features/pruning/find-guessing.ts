import { averageOf } from '@lamina/metrics';

/** The accuracy of a dense model on a benchmark, and that of random guessing; null if one is not known. */
export interface DenseResult {
  readonly benchmark: string;
  readonly value: number | null;
  readonly chance: number | null;
}

/** Retention of random guessing by benchmark: chance ÷ dense; without benchmarks on which it is not known. */
export type Guessing = Readonly<Record<string, number>>;

export function listGuessing(dense: readonly DenseResult[]): Guessing {
  return Object.fromEntries(
    dense.flatMap(({ benchmark, value, chance }) => (chance === null || value === null || value <= 0 ? [] : [[benchmark, chance / value]])),
  );
}

/** Average retention of random guessing over benchmarks; null if it is not known on all of them. */
export function findGuessing(guessing: Guessing, benchmarks: readonly string[]): number | null {
  return averageOf(benchmarks.map((name) => guessing[name] ?? null));
}
