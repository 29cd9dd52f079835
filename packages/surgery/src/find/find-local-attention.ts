import { elementCount, type Node, readIntegers } from '@lamina/onnx';
import type { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { readsExtents } from '../graph/list-reads.ts';
import { findTensorOwner, type StreamOwners } from './find-stream-owners.ts';

/** Operators between the product of queries and keys and the softmax over it. Masks join the scores there. */
const SCORE_STEPS = new Set(['Add', 'Sub', 'Mul', 'Div', 'Where', 'Cast', 'Tanh', 'Reshape', 'Transpose', 'Max', 'Identity', 'Concat']);
/** Operators that do not change a position before it is compared. */
const PLACE_STEPS = new Set(['Cast', 'Unsqueeze', 'Squeeze', 'Reshape', 'Expand', 'Transpose', 'Identity', 'Slice', 'Gather']);
const COMPARISONS = new Set(['Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual']);
/** The inputs at which fused attentions take their mask. */
const MASK_INPUTS: Readonly<Record<string, readonly number[]>> = {
  Attention: [3],
  MultiHeadAttention: [5],
  GroupQueryAttention: [10],
};

/**
 * The blocks whose attention is limited to a window of positions.
 *
 *     LessOrEqual(i, Add(j, 512)) ─► Where ─► Add(scores, mask) ─► Softmax        the mask compares positions 512 apart
 *
 * The mask compares positions with positions moved by a constant of two or more, or it cuts a triangle that far from the diagonal (Trilu). The
 * caller reads `local_window_size` attributes itself.
 */
export function findLocalAttention(view: GraphView, owners: StreamOwners): ReadonlySet<number> {
  const isLocalBy = new Map<string, boolean>();
  const local = new Set<number>();
  for (const [node, block] of owners) {
    if (local.has(block)) continue;
    const isLocal = (mask: string): boolean => {
      const seen = isLocalBy.get(mask) ?? comparesWindow(view, owners, mask);
      isLocalBy.set(mask, seen);
      return seen;
    };
    if (listMasks(view, owners, node).some(isLocal)) local.add(block);
  }
  return local;
}

/** The tensors beside the stream that join the scores of an attention. */
function listMasks(view: GraphView, owners: StreamOwners, node: Node): readonly string[] {
  const isComputed = (name: string | undefined): name is string => name !== undefined && view.maker(name) !== undefined;
  // Operators without an entry take no mask.
  const fused = node.domain === 'com.microsoft' && node.opType === 'Attention' ? [5] : (MASK_INPUTS[node.opType] ?? []);
  if (fused.length > 0) return fused.map((input) => node.inputs[input]).filter(isComputed);
  if (node.opType !== 'Softmax') return [];
  const scores = view.upstream(node.inputs.slice(0, 1), (maker) => owners.has(maker) && SCORE_STEPS.has(maker.opType));
  return [...scores.tensors].filter((name) => isComputed(name) && findTensorOwner(view, owners, name) === undefined);
}

function comparesWindow(view: GraphView, owners: StreamOwners, mask: string): boolean {
  const { nodes } = view.upstream([mask], (maker) => !owners.has(maker) && !readsExtents(maker));
  return [...nodes].some(({ opType, inputs }) => {
    if (opType === 'Trilu') return readConstant(view, inputs[1]) >= 2;
    return COMPARISONS.has(opType) && inputs.some((input) => isMoved(view, input));
  });
}

/** True for a position plus or minus a constant of two or more. */
function isMoved(view: GraphView, tensor: string): boolean {
  for (let name = tensor; ; ) {
    const node = view.maker(name);
    if (!node) return false;
    if (node.opType === 'Add' || node.opType === 'Sub') return node.inputs.some((input) => readConstant(view, input) >= 2);
    if (!PLACE_STEPS.has(node.opType)) return false;
    name = inputOf(node, 0);
  }
}

/** The absolute value of a constant integer of one element, from a weight or a Constant node; 0 for other tensors, which move no position. */
function readConstant(view: GraphView, name = ''): number {
  const node = view.maker(name);
  const value = node?.opType === 'Constant' ? node.attributes[0]?.value : undefined;
  if (value?.kind === 'int') return Math.abs(value.value);
  const tensor = value?.kind === 'tensor' ? value.value : view.weight(name);
  const values = tensor && elementCount(tensor) === 1 ? readIntegers(tensor) : null;
  // A tensor that holds no single integer moves no position.
  return Math.abs(values?.[0] ?? 0);
}
