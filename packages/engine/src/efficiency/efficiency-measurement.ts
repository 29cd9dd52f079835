import type { RatioEstimate } from '@lamina/metrics';
import type { RemovedUnits } from '@lamina/plans';
import type { RuntimeFacts } from '../session/session.ts';

/** Repeated measurements of one quantity. */
export interface Spread {
  readonly median: number;
  /** Lowest and highest of the repetitions. */
  readonly low: number;
  readonly high: number;
}

/** Speed of a pruned form ÷ speed of the whole model, run by turns in one process; above 1 is faster. */
export interface SpeedRatio {
  readonly prefill: RatioEstimate;
  /** null for a model without caches. */
  readonly decode: RatioEstimate | null;
}

/**
 * What one form of a model costs on one machine, reading and writing `batch` texts side by side. Comparable only with measurements of the same
 * `runtime.device`, provider and threads.
 */
export interface EfficiencyMeasurement extends RemovedUnits {
  readonly batch: number;
  /** Tokens of every prompt, and tokens that are written after it. */
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly warmUps: number;
  /** Runs that count: as many as it took until the ratio was known well enough, or the budget was spent. */
  readonly repetitions: number;
  /** Prompt tokens of all rows per second, logits of every position included. */
  readonly prefillTokensPerSecond: Spread;
  /** Written tokens of all rows per second, greedily with the KV cache, which passes through JavaScript; null for a model without caches. */
  readonly decodeTokensPerSecond: Spread | null;
  /** null for the whole model. */
  readonly comparedWithDense: SpeedRatio | null;
  /** Largest resident memory of a process that does nothing else, weights mapped from their file included. */
  readonly peakMemoryBytes: number;
  /** The same before the model was opened: what Node and ONNX Runtime take by themselves. */
  readonly baseMemoryBytes: number;
  /** Bytes of all weights that are read, as they are stored; shared ones count once. */
  readonly weightsBytes: number;
  readonly parameters: number;
  /** What the caches of one row grow by with every token, in their own element type; 0 where states are of fixed size, null without caches. */
  readonly cacheBytesPerToken: number | null;
  /** Of the weights: fp32, fp16, bf16, int8, int4. */
  readonly precision: string;
  readonly runtime: RuntimeFacts;
}

/** Median, lowest and highest of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = Number.NaN] = sorted;
  const half = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half)] ?? Number.NaN)) / 2;
  return { median, low, high: sorted.at(-1) ?? Number.NaN };
}
