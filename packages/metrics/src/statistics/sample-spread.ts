/** The mean of values. @param values float64[n], n ≥ 1 */
export function sampleMean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count += 1;
  }
  return sum / count;
}

/**
 * The sample variance Σ (value − mean)² / (n − 1), in the square of the values' unit.
 * @param values float64[n]
 * @returns null with fewer than two values, and where they overflow a double
 */
export function sampleVariance(values: ArrayLike<number> & Iterable<number>): number | null {
  if (values.length < 2) return null;
  const mean = sampleMean(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const variance = squares / (values.length - 1);
  return Number.isFinite(variance) ? variance : null;
}

/** The sample standard deviation, in the values' unit; null where the sample variance is. @param values float64[n] */
export function sampleDeviation(values: ArrayLike<number> & Iterable<number>): number | null {
  const variance = sampleVariance(values);
  return variance === null ? null : Math.sqrt(variance);
}

/** The standard error of the mean of values: sample standard deviation / √n, in the values' unit; null where the sample variance is. @param values float64[n] */
export function standardErrorOfMean(values: ArrayLike<number> & Iterable<number>): number | null {
  const variance = sampleVariance(values);
  return variance === null ? null : Math.sqrt(variance / values.length);
}
