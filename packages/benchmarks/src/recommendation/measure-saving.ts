import type { Interval } from '@lamina/metrics';
import type { StoredRemoval } from './list-removals.ts';

/** Measured speed and memory. Ratios are speed ÷ speed of the dense model. */
export interface StoredEfficiency {
  /** Null = the dense model. */
  readonly pruningKey: string | null;
  readonly weightsBytes: number;
  /** Null without a cache. */
  readonly cacheBytesPerToken: number | null;
  readonly machine: string;
  /** Whether no other work ran on the machine. */
  readonly measuredAlone: boolean;
  readonly prefillRatio: number | null;
  readonly prefillLow: number | null;
  readonly prefillHigh: number | null;
  readonly decodeRatio: number | null;
  readonly decodeLow: number | null;
  readonly decodeHigh: number | null;
}

/** A speed ÷ that of the dense model, with its 95 % interval. */
export interface SpeedRatio {
  readonly ratio: number;
  readonly interval: Interval | null;
}

/** What a removal saves; null = not measured, and not known from the number format. */
export interface RemovalSaving {
  readonly parameters: number;
  /** Removed ÷ all parameters. */
  readonly parameterRatio: number;
  /** Bytes of weights, measured or computed. */
  readonly bytes: number | null;
  readonly cacheBytesPerToken: number | null;
  readonly prefill: SpeedRatio | null;
  readonly decode: SpeedRatio | null;
  readonly machine: string | null;
}

/** Bytes of a weight where all weights have the same number; quantized formats mix several. */
const BYTES_PER_WEIGHT: Readonly<Record<string, number>> = { fp32: 4, fp16: 2, bf16: 2 };

/**
 * The savings of a removal: parameters, bytes and cache from its pruning, the rest from measurements. Bytes that were measured come first.
 * @param model `precision` as the revision states it
 * @param efficiencies of the dense model and its prunings, preferred first
 */
export function measureSaving(
  { pruningKeys, removedParameters, cacheBytesPerToken }: StoredRemoval,
  {
    model: { parameterCount, precision },
    efficiencies,
  }: {
    readonly model: { readonly parameterCount: number; readonly precision: string };
    readonly efficiencies: readonly StoredEfficiency[];
  },
): RemovalSaving {
  const dense = efficiencies.find(({ pruningKey }) => pruningKey === null) ?? null;
  const own = efficiencies.filter(({ pruningKey }) => pruningKey !== null && pruningKeys.includes(pruningKey));
  const [pruned = null] = own;
  const timed = own.find(({ measuredAlone, prefillRatio }) => measuredAlone && prefillRatio !== null) ?? null;
  return {
    parameters: removedParameters,
    parameterRatio: removedParameters / parameterCount,
    bytes: dense && pruned ? dense.weightsBytes - pruned.weightsBytes : computeBytes(removedParameters, precision),
    cacheBytesPerToken: savedCache(dense, pruned === null ? cacheBytesPerToken : (pruned.cacheBytesPerToken ?? NO_CACHE)),
    prefill: timed && toSpeed(timed.prefillRatio, timed.prefillLow, timed.prefillHigh),
    decode: timed && toSpeed(timed.decodeRatio, timed.decodeLow, timed.decodeHigh),
    machine: timed?.machine ?? null,
  };
}

function computeBytes(parameters: number, precision: string): number | null {
  const each = BYTES_PER_WEIGHT[precision];
  return each === undefined ? null : parameters * each;
}

/** Bytes per token of a measured model without any cache. */
const NO_CACHE = 0;

function savedCache(dense: StoredEfficiency | null, left: number | null): number | null {
  return dense === null || left === null || dense.cacheBytesPerToken === null ? null : dense.cacheBytesPerToken - left;
}

function toSpeed(ratio: number | null, low: number | null, high: number | null): SpeedRatio | null {
  return ratio === null ? null : { ratio, interval: low === null || high === null ? null : { low, high } };
}
