/** The largest difference between the logits of two runs; NaN where a logit is NaN, infinite where the counts differ. */
export function largestGap(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, value, index) => {
    const gap = Math.abs(value - (b[index] ?? Number.NaN));
    // A NaN stays NaN to the end.
    return Number.isNaN(largest) || gap <= largest ? largest : gap;
  }, 0);
}

/** The standard deviation of logits. */
export function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
