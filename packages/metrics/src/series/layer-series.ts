/** One metric over all L blocks of a model, each entry in the parent's 0-based numbering. */
export interface LayerSeries {
  /** mean: float64[L]; sum / count, null where count is 0. */
  readonly mean: (number | null)[];
  /** sum: float64[L]; the metric summed over the counted tokens. */
  readonly sum: number[];
  /** count: integer[L] ≥ 0; the tokens counted. */
  readonly count: number[];
  /** standardError: float64[L] ≥ 0, in the metric's unit; null with fewer than two resampling units. */
  readonly standardError: (number | null)[];
  /** undefinedCount: integer[L] ≥ 0; tokens excluded because the metric is undefined there. */
  readonly undefinedCount: number[];
}
