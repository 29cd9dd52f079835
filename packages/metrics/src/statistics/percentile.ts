/**
 * The percentile of sorted values with linear interpolation between neighbours (numpy's default method "linear").
 * @param sorted float64[n], ascending, n ≥ 1
 * @param share 0..1, e.g. 0.025 for the 2.5th percentile
 */
export function percentileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}
