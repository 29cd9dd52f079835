import { percentileOf } from '../statistics/percentile.ts';
import type { RankedProfile } from './rank-profile.ts';

/** How much the blocks of many models matter at one depth, as shares of their ranks: 0 = matters least in its model, 1 = most. */
export interface DepthRank {
  /** The middle of a stretch of depth, 0 to 1. */
  readonly depth: number;
  /** Half of the models lie between `low` and `high`. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

const STRETCHES = 24;
/** Less of a block in a stretch is an error of rounding. */
const LEAST_OVERLAP = 1e-9;

/** Median and middle half of the ranks of many models in 24 stretches of depth. Empty of no profiles. */
export function averageByDepth(profiles: readonly RankedProfile[]): readonly DepthRank[] {
  return Array.from({ length: STRETCHES }, (_, stretch) => stretch).flatMap((stretch) => {
    const shares = profiles
      .flatMap((profile) => meanShare(profile, stretch / STRETCHES, (stretch + 1) / STRETCHES))
      .sort((one, other) => one - other);
    if (shares.length === 0) return [];
    const [low, median, high] = [percentileOf(shares, 0.25), percentileOf(shares, 0.5), percentileOf(shares, 0.75)];
    return [{ depth: (stretch + 0.5) / STRETCHES, low, median, high }];
  });
}

/** Mean share of the blocks in a stretch of depth, weighted by how much of each lies in it; nothing where no value is known. */
function meanShare({ ranks, model }: RankedProfile, start: number, end: number): readonly number[] {
  let [sum, weights] = [0, 0];
  for (const [block, rank] of [...ranks].sort(([one], [other]) => one - other)) {
    const weight = Math.min(end, (block + 1) / model.blockCount) - Math.max(start, block / model.blockCount);
    if (weight <= LEAST_OVERLAP) continue;
    sum += (weight * rank) / (ranks.size - 1);
    weights += weight;
  }
  return weights === 0 ? [] : [sum / weights];
}
