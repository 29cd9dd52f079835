import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Anchor } from './find-anchors.ts';
import type { Cuts } from './find-cuts.ts';
import { createWidthFinder } from './find-width.ts';
import { computes, isNorm, isResidualSum } from './read-pattern.ts';

/** Where the last block ends, and by how many computing operators it differs from the block most like it. */
export interface LastBoundary {
  readonly cut: number;
  readonly differences: number;
}

/**
 * The cut that leaves the last block. What follows the last entry is one block, then perhaps a norm and a projection, then the head: the
 * end is where the operators since the entry are those of another block. A model of one block has no other to compare with; there the end
 * is the last residual sum, with the norm after it where norms stand between the block's own sums too (post-norm).
 */
export function findLastBoundary(
  graph: Graph,
  index: GraphIndex,
  cuts: Cuts,
  entries: readonly number[],
  anchors: readonly Anchor[],
): LastBoundary {
  const operators = operatorsBySegment(graph, cuts);
  const lastEntry = entries.at(-1) ?? 0;
  const lastAnchor = anchors.at(-1)?.segment ?? 0;
  const after = range(lastAnchor + 1, cuts.names.length - 1);
  const others = entries.slice(0, -1).map((entry, block) => operators.slice(entry, entries[block + 1] ?? entry).flat());
  if (others.length === 0) return { cut: endOfOnlyBlock(graph, index, cuts, operators, after), differences: 0 };
  // A last block of its own kind may be like none of the others as a whole; it still ends as they end.
  const endings = new Set(entries.slice(1).map((cut) => describeEnding(graph, index, cuts, cut)));
  // A projection behind the last block leads to another width: it is no part of the stream.
  const widthAt = createWidthFinder(graph, index);
  const width = widthAt(cuts.names[lastEntry] ?? '');
  const isOfStream = (cut: number): boolean => [null, width].includes(widthAt(cuts.names[cut] ?? '')) || width === null;
  const alike = after.filter(isOfStream).filter((cut) => endings.has(describeEnding(graph, index, cuts, cut)));
  const rank = (alike.length > 0 ? alike : after.filter(isOfStream)).map((cut) => {
    const own = operators.slice(lastEntry, cut).flat();
    // Neutral operators decide between ends that compute the same: a stream that is flattened inside a block is whole again at its end.
    return {
      cut,
      size: own.filter(computes).length,
      computed: closest(
        own.filter(computes),
        others.map((list) => list.filter(computes)),
      ),
      all: closest(own, others),
    };
  });
  // Of two ends that each complete a kind of block, the later one leaves nothing of a block behind.
  const larger = (a: { computed: number; size: number }, b: { size: number }): number => (a.computed === 0 ? b.size - a.size : 0);
  const [best] = rank.sort((a, b) => a.computed - b.computed || larger(a, b) || a.all - b.all || a.cut - b.cut);
  return best ? { cut: best.cut, differences: best.computed } : { cut: lastAnchor + 1, differences: Number.POSITIVE_INFINITY };
}

/** What makes the tensor at a cut, casts and reshapes aside: the operator, and whether it adds to the stream. */
export function describeEnding(graph: Graph, index: GraphIndex, cuts: Cuts, cut: number): string {
  let place = cut;
  for (let name = cuts.names[cut] ?? ''; ; ) {
    const node = graph.nodes[index.producer.get(name) ?? -1];
    if (node === undefined) return 'input';
    if (computes(node.opType)) return `${node.opType}${isResidualSum(graph, index, cuts, place) ? ' of the stream' : ''}`;
    name = node.inputs[0] ?? '';
    place = cuts.names.lastIndexOf(name);
  }
}

/** How many operators differ between a list and the most similar of others, counted as multisets. */
function closest(own: readonly string[], others: readonly (readonly string[])[]): number {
  return Math.min(...others.map((other) => countDifferences(countOperators(own), countOperators(other))));
}

function endOfOnlyBlock(
  graph: Graph,
  index: GraphIndex,
  cuts: Cuts,
  operators: readonly (readonly string[])[],
  candidates: readonly number[],
): number {
  const sums = candidates.filter((cut) => isResidualSum(graph, index, cuts, cut));
  const last = sums.at(-1) ?? candidates[0] ?? 0;
  const first = sums[0] ?? last;
  const normAfter = (cut: number): number | undefined => {
    for (let next = cut; next < operators.length; next += 1) {
      const ops = (operators[next] ?? []).filter(computes);
      if (ops.length === 0) continue;
      return isNorm(ops) ? afterScaling(operators, next + 1) : undefined;
    }
    return undefined;
  };
  const postNorm = first !== last && normAfter(first) !== undefined;
  return postNorm ? (normAfter(last) ?? last) : last;
}

/** A norm written in single operators ends in a scale, and perhaps a shift, by weights. */
function afterScaling(operators: readonly (readonly string[])[], start: number): number {
  let cut = start;
  const isScaling = (list: readonly string[] | undefined): boolean => {
    const computing = list?.filter(computes) ?? [];
    return list !== undefined && list.length > 0 && computing.every((operator) => operator === 'Mul' || operator === 'Add');
  };
  while (cut < operators.length - 1 && isScaling(operators[cut])) cut += 1;
  return cut;
}

/** The operators between each cut and the next. */
export function operatorsBySegment(graph: Graph, cuts: Cuts): readonly (readonly string[])[] {
  const operators: string[][] = cuts.names.map(() => []);
  for (const [position, segment] of cuts.segmentOf) operators[segment]?.push(graph.nodes[position]?.opType ?? '');
  return operators;
}

export function countOperators(operators: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const operator of operators) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return counts;
}

export function countDifferences(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  return [...new Set([...a.keys(), ...b.keys()])].reduce((sum, op) => sum + Math.abs((a.get(op) ?? 0) - (b.get(op) ?? 0)), 0);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}
