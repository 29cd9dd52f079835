/** A value at a relative depth: 0 = first block, 1 = last. */
export interface DepthPoint {
  readonly relativeDepth: number;
  readonly mean: number | null;
}

/** Tolerance for rounding, so that 3 / 7 of one model equals 3 / 7 of another. */
const SAME_DEPTH = 1e-9;

/**
 * The depths at which models are summarised: those of the blocks of the model with the fewest blocks. The first and the last block are separate
 * depths. Every depth between them lies between inner blocks of each deeper model, so values of the first or last block are never mixed with their
 * neighbours.
 */
export function listCommonDepths(blockCounts: readonly number[]): number[] {
  const fewest = Math.min(...blockCounts);
  if (!Number.isFinite(fewest)) return [];
  return Array.from({ length: fewest }, (_, index) => (fewest === 1 ? 0 : index / (fewest - 1)));
}

/**
 * A model's value at a depth, interpolated between the two neighbouring blocks; null if one of them has no value. `points` must be in ascending
 * order.
 */
export function readProfile(points: readonly DepthPoint[], depth: number): number | null {
  const above = points.find(({ relativeDepth }) => relativeDepth >= depth - SAME_DEPTH);
  if (!above) return null;
  if (above.relativeDepth <= depth + SAME_DEPTH) return above.mean;
  const below = points.findLast(({ relativeDepth }) => relativeDepth < depth);
  if (!below || below.mean === null || above.mean === null) return null;
  const share = (depth - below.relativeDepth) / (above.relativeDepth - below.relativeDepth);
  return below.mean + share * (above.mean - below.mean);
}
