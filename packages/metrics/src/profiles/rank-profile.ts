import { getAt, getEntry } from '@lamina/errors';
import { spearman } from '../agreement/spearman.ts';
import type { LayerProfile } from './layer-profile.ts';

/** A profile with its blocks in order: what matters least comes first. */
export interface RankedProfile extends LayerProfile {
  /** The value of each block, such that low means that the block matters little, less what is noise. */
  readonly effects: ReadonlyMap<number, number>;
  /** The rank of each block: 0 = matters least; ties share the mean of their places. */
  readonly ranks: ReadonlyMap<number, number>;
  /** Blocks, that which matters least first; of equal ones the lower index. */
  readonly order: readonly number[];
}

/** Orders the blocks of a profile. */
export function rankProfile(profile: LayerProfile): RankedProfile {
  const sign = profile.valueUnit.isLowTolerated ? 1 : -1;
  const effects = new Map(profile.cells.map(({ block, value, noise }) => [block, sign * value - noise]));
  const order = [...effects.keys()].sort((one, other) => getEntry(effects, one) - getEntry(effects, other) || one - other);
  const ranks = new Map<number, number>();
  for (let start = 0; start < order.length; ) {
    const effect = effects.get(getAt(order, start));
    let end = start;
    while (end + 1 < order.length && effects.get(getAt(order, end + 1)) === effect) end += 1;
    for (let place = start; place <= end; place++) ranks.set(getAt(order, place), (start + end) / 2);
    start = end + 1;
  }
  return { ...profile, effects, ranks, order };
}

/** The middle of a block in the depth of its model, 0 to 1. */
export function depthOf(block: number, blockCount: number): number {
  return (block + 0.5) / blockCount;
}

/** The depth of the block that matters least. */
export function leastDepth({ order, model }: RankedProfile): number {
  return depthOf(getAt(order, 0), model.blockCount);
}

/** Spearman's correlation of two profiles of one model, or of two of equal depth, over the blocks that both have; null where it is not defined. */
export function correlateProfiles(one: RankedProfile, other: RankedProfile): number | null {
  const shared = [...one.effects.keys()].filter((block) => other.effects.has(block));
  const at = ({ effects }: RankedProfile): readonly number[] => shared.map((block) => getEntry(effects, block));
  return spearman(at(one), at(other));
}

/** Spearman's correlation of a profile with depth: below 0, deeper blocks matter less. */
export function correlateWithDepth({ effects }: RankedProfile): number | null {
  return spearman([...effects.values()], [...effects.keys()]);
}
