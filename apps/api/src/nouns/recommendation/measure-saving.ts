import { toInterval } from '../../paging/to-interval.ts';
import type { StoredRemoval } from './list-removals.ts';
import type { RemovalSaving, SpeedRatio } from './recommendation.type.ts';
import type { EfficiencyRecord } from './recommendation-statements.ts';

/** The savings of a removal: parameters from its pruning, the rest from measurements. */
export function measureSaving(
  { pruningKeys, removedParameters }: StoredRemoval,
  { parameterCount, efficiencies }: { readonly parameterCount: number; readonly efficiencies: readonly EfficiencyRecord[] },
): RemovalSaving {
  const dense = efficiencies.find(({ pruningKey }) => pruningKey === null) ?? null;
  const own = efficiencies.filter(({ pruningKey }) => pruningKey !== null && pruningKeys.includes(pruningKey));
  const [pruned = null] = own;
  const timed = own.find(({ measuredAlone, prefillRatio }) => measuredAlone && prefillRatio !== null) ?? null;
  return {
    parameters: removedParameters,
    parameterRatio: removedParameters / parameterCount,
    bytes: dense && pruned && dense.weightsBytes - pruned.weightsBytes,
    cacheBytesPerToken: savedCache(dense, pruned),
    prefill: timed && toSpeed(timed.prefillRatio, timed.prefillLow, timed.prefillHigh),
    decode: timed && toSpeed(timed.decodeRatio, timed.decodeLow, timed.decodeHigh),
    machine: timed?.machine ?? null,
  };
}

function savedCache(dense: EfficiencyRecord | null, pruned: EfficiencyRecord | null): number | null {
  if (dense === null || pruned === null || dense.cacheBytesPerToken === null) return null;
  // A model without any cache needs 0 bytes per token.
  return dense.cacheBytesPerToken - (pruned.cacheBytesPerToken ?? 0);
}

function toSpeed(ratio: number | null, low: number | null, high: number | null): SpeedRatio | null {
  return ratio === null ? null : { ratio, interval: toInterval(low, high) };
}
