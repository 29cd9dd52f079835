/**
 * The contribution of one resampling unit (a document, or a window if there is only one document) to a per-block metric. It holds sums and counts,
 * not only means, so that units can be added up and resampled.
 */
export interface SeriesUnit {
  /** sum: float64[L]; the metric summed over the unit's counted tokens, per block. */
  readonly sum: readonly number[];
  /** count: integer[L] ≥ 0; the tokens counted, per block. */
  readonly count: readonly number[];
  /** undefinedCount: integer[L] ≥ 0; tokens excluded because the metric is undefined there (zero vector, NaN, Inf). Absent means none. */
  readonly undefinedCount?: readonly number[];
}
