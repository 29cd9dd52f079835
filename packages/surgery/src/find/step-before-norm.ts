import { getAt } from '@lamina/errors';
import type { GraphView } from '../graph/graph-view.ts';
import type { Cuts } from './find-cuts.ts';
import { operatorsBySegment } from './find-last-boundary.ts';
import { moveBack } from './move-back.ts';
import { comesFromNorm } from './norm-placement.ts';
import { computes, isNorm } from './read-pattern.ts';

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
export function stepBeforeNorm(view: GraphView, cuts: Cuts, boundaries: readonly number[]): readonly number[] {
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
