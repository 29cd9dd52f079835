import { AppError } from '@lamina/errors';
import type { GraphView } from '../graph/graph-view.ts';
import type { Anchor } from './find-anchors.ts';
import type { Cuts } from './find-cuts.ts';
import { findLastBoundary, operatorsBySegment } from './find-last-boundary.ts';
import { moveBack } from './move-back.ts';
import { stepBeforeNorm } from './step-before-norm.ts';

/**
 * The cuts h_0 … h_L. Blocks mostly begin where attention does; then `entries`, the last cuts before each anchor, are right and the last
 * block is made like another one. Where no end of the last block is, blocks may begin with something else (a feed-forward half, a shift of
 * tokens): if every block, the first too, has the same operators before its entry, and the last block then equals another, they are its own.
 *
 * @throws AppError MODEL_UNSUPPORTED where side reads were left out (`isRelaxed`) and the last block is like no other.
 */
export function alignBlocks(
  view: GraphView,
  cuts: Cuts,
  {
    entries,
    anchors,
    isRelaxed,
  }: { readonly entries: readonly number[]; readonly anchors: readonly Anchor[]; readonly isRelaxed: boolean },
): readonly number[] {
  const last = findLastBoundary(view, cuts, entries, anchors);
  if (last.differences > 0) {
    for (let back = 1; back <= (entries[0] ?? 0); back += 1) {
      const earlier = moveBack(operatorsBySegment(cuts), entries, back);
      if (earlier === undefined) continue;
      const end = findLastBoundary(view, cuts, earlier, anchors);
      if (end.differences === 0) return [...earlier, end.cut];
    }
  }
  // Beside side reads an uneven stack has several readings: what is added between two blocks may belong to either.
  if (isRelaxed && last.differences > 0) {
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `blocks read earlier ones beside the stream, and the last of ${entries.length} blocks differs from all others by ${last.differences} operators, so it is not certain where blocks end`,
    );
  }
  return stepBeforeNorm(view, cuts, [...entries, last.cut]);
}
