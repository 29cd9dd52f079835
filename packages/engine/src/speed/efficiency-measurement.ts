import { medianOf, type RatioEstimate, type RepairKind } from '@lamina/metrics';
import type { Change } from '@lamina/plans';
import type { RuntimeFacts } from '../session/session.ts';

/** Repeated measurements of one quantity. */
export interface Spread {
  readonly median: number;
  /** The lowest and the highest of the repetitions. */
  readonly low: number;
  readonly high: number;
}

/**
 * The speed of a pruned form ÷ the speed of the whole model, run alternately. Above 1 is faster. Each round is one of the pairs, so that the interval holds what
 * differs between sessions.
 */
export interface SpeedRatio {
  readonly prefill: RatioEstimate;
  /** null for a model without caches. */
  readonly decode: RatioEstimate | null;
}

/**
 * The speed and memory of one form of a model on one machine while it reads and writes `batch` texts side by side. Compare only measurements of the same
 * `runtime.device`, provider and threads.
 */
export interface EfficiencyMeasurement {
  readonly change: Change<RepairKind>;
  readonly batch: number;
  /** The number of tokens in every prompt, and the number of tokens that are written after it. */
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly warmUps: number;
  /**
   * How often the model was opened anew, each time in a process of its own, beside the whole model: as often as it took until the ratio was known well
   * enough, or the budget was spent.
   */
  readonly rounds: number;
  /** The number of runs that count, in all rounds together. */
  readonly repetitions: number;
  /** Prompt tokens of all rows per second; the logits of every position are computed too. */
  readonly prefillTokensPerSecond: Spread;
  /** Written tokens of all rows per second. Decoding is greedy, and the KV cache passes through JavaScript. Null for a model without caches. */
  readonly decodeTokensPerSecond: Spread | null;
  /** null for the whole model. */
  readonly comparedWithDense: SpeedRatio | null;
  /** The largest resident memory of a process that does nothing else, in the first round. It includes weights that are mapped from their file. */
  readonly peakMemoryBytes: number;
  /** The same before the model was opened: the memory that Node and ONNX Runtime need. */
  readonly baseMemoryBytes: number;
  /** The bytes of all weights that are read, as they are stored. Shared weights count once. */
  readonly weightsBytes: number;
  readonly parameters: number;
  /** The bytes by which the caches of one row grow with every token, in their own element type; 0 where states have a fixed size, null without caches. */
  readonly cacheBytesPerToken: number | null;
  /** The precision of the weights: fp32, fp16, bf16, int8, int4. */
  readonly precision: string;
  readonly runtime: RuntimeFacts;
}

/** The median, the lowest and the highest of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), low: Math.min(...values), high: Math.max(...values) };
}
