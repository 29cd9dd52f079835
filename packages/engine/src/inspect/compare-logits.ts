/** Largest difference of two runs' logits; NaN where one is NaN, infinite where their numbers differ. */
export function largestGap(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, value, index) => {
    const gap = Math.abs(value - (b[index] ?? Number.NaN));
    // A NaN stays to the end.
    return Number.isNaN(largest) || gap <= largest ? largest : gap;
  }, 0);
}

/** Standard deviation of logits. */
export function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
