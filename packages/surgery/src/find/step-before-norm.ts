import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Cuts } from './find-cuts.ts';
import { operatorsBySegment } from './find-last-boundary.ts';
import { moveBack } from './move-back.ts';
import { comesFromNorm } from './norm-placement.ts';
import { computes, isNorm } from './read-pattern.ts';

/**
 * Where every boundary is a norm's output there are two readings: blocks that end in a norm, or blocks that begin with one and add to its
 * output, with a final norm after the last. The first block tells: blocks of the second kind have their norm on the bare token embedding, or on
 * an embedding that was normalised before; an embedding norm of the first kind comes after positions were added.
 *
 * @returns `boundaries`, moved before their norms in the second case.
 */
export function stepBeforeNorm(graph: Graph, index: GraphIndex, cuts: Cuts, boundaries: readonly number[]): readonly number[] {
  const [first = 0] = boundaries;
  if (!boundaries.every((cut) => comesFromNorm(graph, index, cuts.names[cut] ?? ''))) return boundaries;
  const operators = operatorsBySegment(graph, cuts);
  for (let back = 1; back <= first; back += 1) {
    const passed = operators
      .slice(first - back, first)
      .flat()
      .filter(computes);
    if (!isNorm(passed) || isCentring(operators[first - back - 1])) continue;
    const start = cuts.names[first - back] ?? '';
    const isBare = operators
      .slice(0, first - back)
      .flat()
      .every((operator) => !computes(operator));
    return isBare || comesFromNorm(graph, index, start) ? (moveBack(operators, boundaries, back) ?? boundaries) : boundaries;
  }
  return boundaries;
}

/** The first step of a norm in single operators: the mean taken off. */
function isCentring(operators: readonly string[] = []): boolean {
  const computing = operators.filter(computes);
  return computing.length === 2 && computing.includes('ReduceMean') && computing.includes('Sub');
}
