/** The size of the synthetic data. */
export interface SyntheticSize {
  readonly models: number;
  /** Layers of every model; null = 12 to 80, in turn. */
  readonly layers: number | null;
  /** Number of calibration configs that every model is scored on. */
  readonly configurations: number;
  /** Number of metrics of every score run, at most 4. */
  readonly metrics: number;
  /** Number of evaluated prunings of every model. */
  readonly prunings: number;
  readonly benchmarks: number;
  /** Number of samples of every evaluation. */
  readonly samples: number;
}

/** The size for measurements and load tests of the API: 200 models of 12 to 80 layers, five configs, 181,100 layer scores. */
export const SYNTHETIC_SIZE_DEFAULTS: SyntheticSize = {
  models: 200,
  layers: null,
  configurations: 5,
  metrics: 4,
  prunings: 2,
  benchmarks: 10,
  samples: 0,
};
