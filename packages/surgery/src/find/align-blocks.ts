import { AppError, getAt } from '@lamina/errors';
import type { GraphView } from '../graph/graph-view.ts';
import type { Anchor } from './find-anchors.ts';
import type { Cuts } from './find-cuts.ts';
import { countDifferences, countOperators, findLastBoundary, operatorsBySegment } from './find-last-boundary.ts';
import { comesFromNorm } from './norm-placement.ts';
import { computes, isNorm } from './read-pattern.ts';

/**
 * The cuts h_0 … h_L at which blocks begin and end.
 *
 *     entries:   the last cut before each anchor     [x ─► norm ─► attention ─► mlp] [x ─► norm ─► attention ─► mlp] head
 *     h_L:       the cut at which the last block has the operators of another block
 *
 * Most blocks begin where attention begins, and `entries` are right. If no end makes the last block equal to another block, blocks may begin with
 * something else (a feed-forward sublayer, a shift of tokens). Then all entries are moved back over the same operators, if every block has these
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

/**
 * If every boundary is the output of a norm, the blocks can be read in two ways:
 *
 *     [ attention ─► Add ─► norm ] [ … ─► norm ]              blocks end in a norm
 *     [ norm ─► attention ─► Add ] [ norm ─► … ] norm         blocks begin with a norm and add to its output; a final norm follows
 *
 * The first block decides. In the second case its norm reads the bare token embedding, or an embedding that is normalised already. In the first
 * case, an embedding norm comes after positions were added.
 *
 * @returns `boundaries`, moved before the norms in the second case.
 */
function stepBeforeNorm(view: GraphView, cuts: Cuts, boundaries: readonly number[]): readonly number[] {
  const [first = 0] = boundaries;
  if (!boundaries.every((cut) => comesFromNorm(view, getAt(cuts.names, cut)))) return boundaries;
  const operators = operatorsBySegment(cuts);
  for (let back = 1; back <= first; back += 1) {
    const passed = operators
      .slice(first - back, first)
      .flat()
      .filter(computes);
    if (!isNorm(passed) || isCentring(operators[first - back - 1])) continue;
    const start = getAt(cuts.names, first - back);
    const isBare = operators
      .slice(0, first - back)
      .flat()
      .every((operator) => !computes(operator));
    return isBare || comesFromNorm(view, start) ? (moveBack(operators, boundaries, back) ?? boundaries) : boundaries;
  }
  return boundaries;
}

/** True for the first step of a norm in single operators: the mean is subtracted. */
function isCentring(operators: readonly string[] = []): boolean {
  const computing = operators.filter(computes);
  return computing.length === 2 && computing.includes('ReduceMean') && computing.includes('Sub');
}

/**
 * The entries, each moved back over the operators of the `back` segments before the first entry.
 *
 *     Shift ─►[entry 0]─► attention ─► Shift ─►[entry 1]─► attention        back = 1: both entries move before their Shift
 *
 * @returns undefined where other operators stand before an entry.
 */
function moveBack(operators: readonly (readonly string[])[], entries: readonly number[], back: number): number[] | undefined {
  const [first = 0] = entries;
  const wanted = operators
    .slice(first - back, first)
    .flat()
    .filter(computes);
  if (wanted.length === 0) return undefined;
  const moved: number[] = [];
  for (const [block, entry] of entries.entries()) {
    const floor = block === 0 ? 0 : getAt(entries, block - 1) + 1;
    let cut = entry;
    const computing: string[] = [];
    while (cut > floor && computing.length < wanted.length) {
      cut -= 1;
      computing.push(...getAt(operators, cut).filter(computes));
    }
    if (countDifferences(countOperators(computing), countOperators(wanted)) > 0) return undefined;
    moved.push(cut);
  }
  return moved;
}
