/** How much synthetic data is written. */
export interface SyntheticSize {
  readonly models: number;
  /** Layers of every model; null = 12 to 80, in turn. */
  readonly layers: number | null;
  /** Calibration configs that every model is scored on. */
  readonly configurations: number;
  /** Metrics of every score run, at most 4. */
  readonly metrics: number;
  /** Evaluated prunings of every model. */
  readonly prunings: number;
  readonly benchmarks: number;
  /** Samples of every evaluation. */
  readonly samples: number;
}

/** The size that the API is measured and loaded with: 200 models of 12 to 80 layers, five configs, 181,100 layer scores. */
export const SYNTHETIC_SIZE_DEFAULTS: SyntheticSize = {
  models: 200,
  layers: null,
  configurations: 5,
  metrics: 4,
  prunings: 2,
  benchmarks: 10,
  samples: 0,
};
