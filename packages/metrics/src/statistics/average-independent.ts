/** A result with its standard error; null if it was not measured. */
export interface IndependentResult {
  readonly value: number | null;
  readonly standardError: number | null;
}

/**
 * The mean of values; null if one is missing or there are none, because a mean over fewer values would not be comparable.
 * @param values (float64 | null)[n]
 */
export function averageOf(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0 || measured.length < values.length) return null;
  return measured.reduce((sum, value) => sum + value, 0) / measured.length;
}

/**
 * The mean of independent results and its standard error √Σs² / n, in the unit of the results. Either is null if one of its parts is missing.
 * @param results n results, as the accuracies of one model on n benchmarks
 */
export function averageIndependent(results: readonly IndependentResult[]): {
  readonly average: number | null;
  readonly standardError: number | null;
} {
  const average = averageOf(results.map(({ value }) => value));
  const errors = results.map(({ standardError }) => standardError).filter((error) => error !== null);
  const isSure = average !== null && errors.length === results.length;
  return { average, standardError: isSure ? Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0)) / errors.length : null };
}
