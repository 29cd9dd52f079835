/**
 * The mean behind a sum and a count: null where nothing was counted, because 0 would read as a measurement.
 * @param sum float64, in the metric's unit
 * @param count integer ≥ 0
 */
export function meanOf(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
