/**
 * What one resampling unit (a document, or a window where there is only one document) adds to a per-block metric.
 * Sums and counts are kept, never only means, so that units can be added up and resampled.
 */
export interface SeriesUnit {
  /** sum: float64[L]; the metric summed over the unit's counted tokens, per block. */
  readonly sum: readonly number[];
  /** count: integer[L] ≥ 0; the tokens counted, per block. */
  readonly count: readonly number[];
  /** undefinedCount: integer[L] ≥ 0; tokens left out because the metric has no value there (zero vector, NaN, Inf). Absent means none. */
  readonly undefinedCount?: readonly number[];
}
