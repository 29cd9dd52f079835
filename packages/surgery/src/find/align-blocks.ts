import { AppError, getAt } from '@lamina/errors';
import type { GraphView } from '../graph/graph-view.ts';
import type { Anchor } from './find-anchors.ts';
import type { Cuts } from './find-cuts.ts';
import { findLastBoundary, operatorsBySegment } from './find-last-boundary.ts';
import { moveBack } from './move-back.ts';
import { stepBeforeNorm } from './step-before-norm.ts';

/**
 * The cuts h_0 … h_L at which blocks begin and end.
 *
 *     entries:   the last cut before each anchor     [x ─► norm ─► attention ─► mlp] [x ─► norm ─► attention ─► mlp] head
 *     h_L:       the cut at which the last block has the operators of another block
 *
 * Most blocks begin where attention begins, and `entries` are right. If no end makes the last block equal to another block, blocks may begin with
 * something else (a feed-forward half, a shift of tokens). Then all entries are moved back over the same operators, if every block has these
 * operators before its entry, and if the last block then equals another block.
 *
 * @throws AppError MODEL_UNSUPPORTED where side reads were left out (`isRelaxed`) and the last block equals no other block.
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
  const last = findLastBoundary(view, cuts, { entries, anchors });
  if (last.differences > 0) {
    for (let back = 1; back <= getAt(entries, 0); back += 1) {
      const earlier = moveBack(operatorsBySegment(cuts), entries, back);
      if (earlier === undefined) continue;
      const end = findLastBoundary(view, cuts, { entries: earlier, anchors });
      if (end.differences === 0) return [...earlier, end.cut];
    }
  }
  // With side reads, an uneven stack can be read in several ways: what is added between two blocks may belong to either of them.
  if (isRelaxed && last.differences > 0) {
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `blocks read earlier ones beside the stream, and the last of ${entries.length} blocks differs from all others by ${last.differences} operators, so it is not certain where blocks end`,
    );
  }
  return stepBeforeNorm(view, cuts, [...entries, last.cut]);
}
