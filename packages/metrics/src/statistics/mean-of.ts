/**
 * The mean of a sum and a count; null if nothing was counted, because 0 would look like a measurement.
 * @param sum float64, in the metric's unit
 * @param count integer ≥ 0
 */
export function meanOf(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
