import { AppError, getAt } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import { findInteger } from '../graph/find-attribute.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import type { Anchor } from './find-anchors.ts';
import type { Cuts } from './find-cuts.ts';
import { computes, isNorm, isNormOp, isResidualSum } from './read-pattern.ts';

/** The largest number of operators between a tensor and the weight that tells its width. */
const MAX_STEPS = 16;

/**
 * The width of a tensor, its last extent, as the weight tells it that made the tensor.
 *
 *     x ─► MatMul(x, W[256, 512]) ─► Cast ─► tensor        512
 *
 * The weight is the matrix of a product, the gain of a norm, or a vector that is added or multiplied.
 *
 * @returns null where no stored weight tells it.
 */
function findWidth(view: GraphView, tensor: string): number | null {
  let name = tensor;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const node = view.maker(name);
    if (node === undefined) return null;
    const isTelling = ['MatMul', 'Gemm', 'Add', 'Mul'].includes(node.opType) || isNormOp(node.opType);
    const width = isTelling ? findWeightWidth(view, node) : null;
    if (width !== null && width > 1) return width;
    if (computes(node.opType) && !['Add', 'Mul'].includes(node.opType)) return null;
    const computed = node.inputs.find((input) => view.maker(input));
    if (computed === undefined) return null;
    name = computed;
  }
  return null;
}

/** The width of what a node makes, by the first weight that it reads; null where it reads none. */
function findWeightWidth(view: GraphView, node: Node): number | null {
  const dims = node.inputs.map((input) => view.weight(input)?.dims).find((extents) => extents !== undefined && extents.length > 0);
  if (dims === undefined) return null;
  const isTransposed = node.opType === 'Gemm' && findInteger(node, 'transB') === 1;
  return (isTransposed ? dims[0] : dims.at(-1)) ?? null;
}

/** The cut that ends the last block, and the number of computing operators by which that block differs from the block most like it. */
interface LastBoundary {
  readonly cut: number;
  readonly differences: number;
}

/**
 * The cut that ends the last block. Behind the last entry come one block, perhaps a norm and a projection, and the head. The end is where the
 * operators since the entry are those of another block.
 *
 *     entry ─► norm ─► attention ─► Add ─► norm ─► mlp ─► Add ─► here ─► norm ─► MatMul ─► logits
 *
 * A model of one block has no other block to compare with. There the end is the last residual sum; where norms also stand between the block's own
 * sums (post-norm), the norm after the last sum belongs to the block.
 *
 * @throws AppError MODEL_UNSUPPORTED where nothing lies between the only block and the head.
 */
export function findLastBoundary(
  view: GraphView,
  cuts: Cuts,
  { entries, anchors }: { readonly entries: readonly number[]; readonly anchors: readonly Anchor[] },
): LastBoundary {
  const operators = operatorsBySegment(cuts);
  const lastEntry = getAt(entries, entries.length - 1);
  const lastAnchor = getAt(anchors, anchors.length - 1).segment;
  const after = range(lastAnchor + 1, cuts.names.length - 1);
  const others = entries.slice(0, -1).map((entry, block) => operators.slice(entry, entries[block + 1] ?? entry).flat());
  if (others.length === 0) return { cut: findEndOfOnlyBlock(view, cuts, after), differences: 0 };
  // The last block may as a whole be like no other block. It still ends as the others end.
  const endings = new Set(entries.slice(1).map((cut) => describeEnding(view, cuts, cut)));
  // A projection behind the last block leads to another width: it is no part of the stream.
  const width = findWidth(view, getAt(cuts.names, lastEntry));
  const isOfStream = (cut: number): boolean => width === null || [null, width].includes(findWidth(view, getAt(cuts.names, cut)));
  const candidates = after.filter(isOfStream);
  const alike = candidates.filter((cut) => endings.has(describeEnding(view, cuts, cut)));
  const rank = (alike.length > 0 ? alike : candidates).map((cut) => {
    const last = operators.slice(lastEntry, cut).flat();
    // Neutral operators decide between ends that compute the same. A stream that is flattened inside a block has its full shape again at its end.
    return {
      cut,
      size: last.filter(computes).length,
      computed: closest(
        last.filter(computes),
        others.map((list) => list.filter(computes)),
      ),
      all: closest(last, others),
    };
  });
  // If a whole block ends at two places, the later end leaves no part of a block behind.
  const larger = (a: { computed: number; size: number }, b: { size: number }): number => (a.computed === 0 ? b.size - a.size : 0);
  const [best] = rank.sort((a, b) => a.computed - b.computed || larger(a, b) || a.all - b.all || a.cut - b.cut);
  return best ? { cut: best.cut, differences: best.computed } : { cut: lastAnchor + 1, differences: Number.POSITIVE_INFINITY };
}

/** The operator that makes the tensor at a cut, behind casts and reshapes, and whether it adds to the stream. */
export function describeEnding(view: GraphView, cuts: Cuts, cut: number): string {
  let place = cut;
  for (let name = getAt(cuts.names, cut); ; ) {
    const node = view.maker(name);
    if (node === undefined) return 'input';
    if (computes(node.opType)) return `${node.opType}${isResidualSum(view, cuts, place) ? ' of the stream' : ''}`;
    name = inputOf(node, 0);
    place = cuts.names.lastIndexOf(name);
  }
}

/** The number of operators by which a list differs from the most similar of other lists. The order of operators does not count. */
function closest(own: readonly string[], others: readonly (readonly string[])[]): number {
  return Math.min(...others.map((other) => countDifferences(countOperators(own), countOperators(other))));
}

function findEndOfOnlyBlock(view: GraphView, cuts: Cuts, candidates: readonly number[]): number {
  const operators = operatorsBySegment(cuts);
  const sums = candidates.filter((cut) => isResidualSum(view, cuts, cut));
  const last = sums.at(-1) ?? candidates[0];
  if (last === undefined)
    throw new AppError('MODEL_UNSUPPORTED', 'no tensor separates the only block from the head, so it is not certain where the block ends');
  const first = sums[0] ?? last;
  const normAfter = (cut: number): number | undefined => {
    for (let next = cut; next < operators.length; next += 1) {
      const ops = getAt(operators, next).filter(computes);
      if (ops.length === 0) continue;
      return isNorm(ops) ? afterScaling(operators, next + 1) : undefined;
    }
    return undefined;
  };
  const postNorm = first !== last && normAfter(first) !== undefined;
  return postNorm ? (normAfter(last) ?? last) : last;
}

/** A norm in single operators ends in a scale, and perhaps a shift, by weights. */
function afterScaling(operators: readonly (readonly string[])[], start: number): number {
  let cut = start;
  const isScaling = (list: readonly string[]): boolean => {
    const computing = list.filter(computes);
    return list.length > 0 && computing.every((operator) => operator === 'Mul' || operator === 'Add');
  };
  while (cut < operators.length - 1 && isScaling(getAt(operators, cut))) cut += 1;
  return cut;
}

/** The operators between each cut and the next. */
export function operatorsBySegment(cuts: Cuts): readonly (readonly string[])[] {
  const operators: string[][] = cuts.names.map(() => []);
  for (const [node, segment] of cuts.segmentOf) operators[segment]?.push(node.opType);
  return operators;
}

/** How often each operator occurs. */
export function countOperators(operators: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  // The first of its kind finds no count.
  for (const operator of operators) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return counts;
}

/** The number of operators by which two lists differ, from the counts of each. */
export function countDifferences(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  // An operator that one list lacks counts 0 there.
  return [...new Set([...a.keys(), ...b.keys()])].reduce((sum, op) => sum + Math.abs((a.get(op) ?? 0) - (b.get(op) ?? 0)), 0);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}
