/** Share of the blocks that overlaps of the lowest blocks compare where nobody names a number. */
const LOWEST_SHARE = 0.25;

/** How many of the lowest blocks are compared where nobody names a number: a quarter, at least one. */
export function countLowest(blockCount: number): number {
  return Math.max(1, Math.round(blockCount * LOWEST_SHARE));
}
