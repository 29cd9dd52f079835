import type { Graph } from '@lamina/onnx';
import type { Anchor } from './find-anchors.ts';
import type { Cuts } from './find-cuts.ts';
import type { GraphIndex } from './graph-index.ts';
import { isNorm, isResidualSum } from './read-pattern.ts';

// They move or rename the stream without computing on it, and exporters put them in at will.
const NEUTRAL = new Set(['Cast', 'Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Constant', 'Transpose']);

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
): number {
  const operators = operatorsBySegment(graph, cuts);
  const lastEntry = entries.at(-1) ?? 0;
  const lastAnchor = anchors.at(-1)?.segment ?? 0;
  const candidates = range(lastAnchor + 1, cuts.names.length - 1);
  const models = entries.slice(0, -1).map((entry, block) => countOperators(operators, entry, entries[block + 1] ?? entry));
  if (models.length === 0) return endOfOnlyBlock(graph, index, cuts, operators, candidates);
  let best = candidates[0] ?? lastAnchor + 1;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const cut of candidates) {
    const own = countOperators(operators, lastEntry, cut);
    const distance = Math.min(...models.map((model) => countDifferences(own, model)));
    if (distance < bestDistance) {
      best = cut;
      bestDistance = distance;
    }
  }
  return best;
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
      const ops = (operators[next] ?? []).filter((op) => !NEUTRAL.has(op));
      if (ops.length === 0) continue;
      return isNorm(ops) ? next + 1 : undefined;
    }
    return undefined;
  };
  const postNorm = first !== last && normAfter(first) !== undefined;
  return postNorm ? (normAfter(last) ?? last) : last;
}

function operatorsBySegment(graph: Graph, cuts: Cuts): readonly (readonly string[])[] {
  const operators: string[][] = cuts.names.map(() => []);
  for (const [position, segment] of cuts.segmentOf) operators[segment]?.push(graph.nodes[position]?.opType ?? '');
  return operators;
}

function countOperators(operators: readonly (readonly string[])[], from: number, to: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const op of operators.slice(from, to).flat()) if (!NEUTRAL.has(op)) counts.set(op, (counts.get(op) ?? 0) + 1);
  return counts;
}

function countDifferences(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  return [...new Set([...a.keys(), ...b.keys()])].reduce((sum, op) => sum + Math.abs((a.get(op) ?? 0) - (b.get(op) ?? 0)), 0);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}
