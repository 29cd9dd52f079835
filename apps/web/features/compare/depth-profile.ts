/** A value at a relative depth: 0 = first block, 1 = last. */
export interface DepthPoint {
  readonly relativeDepth: number;
  readonly mean: number | null;
}

/** Floating point: 3 / 7 of one model is 3 / 7 of another. */
const SAME_DEPTH = 1e-9;

/**
 * The depths at which models are summarised: those of the blocks of the shallowest one. The first and the last block are depths of their own, and every
 * depth between them lies between inner blocks of each deeper model, so that no end is ever mixed with its neighbour.
 */
export function listCommonDepths(blockCounts: readonly number[]): number[] {
  const fewest = Math.min(...blockCounts);
  if (!Number.isFinite(fewest)) return [];
  return Array.from({ length: fewest }, (_, index) => (fewest === 1 ? 0 : index / (fewest - 1)));
}

/** A model's value at a depth, linear between the two blocks beside it; null where one of them has no value. `points` ascend. */
export function readProfile(points: readonly DepthPoint[], depth: number): number | null {
  const above = points.find(({ relativeDepth }) => relativeDepth >= depth - SAME_DEPTH);
  if (!above) return null;
  if (above.relativeDepth <= depth + SAME_DEPTH) return above.mean;
  const below = points.findLast(({ relativeDepth }) => relativeDepth < depth);
  if (!below || below.mean === null || above.mean === null) return null;
  const share = (depth - below.relativeDepth) / (above.relativeDepth - below.relativeDepth);
  return below.mean + share * (above.mean - below.mean);
}
