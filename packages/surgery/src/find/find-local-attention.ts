import { elementCount, type Graph, type Node, readIntegers, type Tensor } from '@lamina/onnx';
import { type GraphIndex, readsExtents } from '../graph/graph-index.ts';
import type { StreamOwners } from './find-stream-owners.ts';

/** Steps between a product of queries and keys and the softmax over it; masks join the scores there. */
const SCORE_STEPS = new Set(['Add', 'Sub', 'Mul', 'Div', 'Where', 'Cast', 'Tanh', 'Reshape', 'Transpose', 'Max', 'Identity', 'Concat']);
/** Steps that keep what a position is compared with. */
const PLACE_STEPS = new Set(['Cast', 'Unsqueeze', 'Squeeze', 'Reshape', 'Expand', 'Transpose', 'Identity', 'Slice', 'Gather']);
const COMPARISONS = new Set(['Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual']);
/** Where fused attentions take their mask. */
const MASK_INPUTS: Readonly<Record<string, readonly number[]>> = {
  Attention: [3],
  MultiHeadAttention: [5],
  GroupQueryAttention: [10],
};

/**
 * Blocks whose attention sees a window of positions: the mask they read compares places with places moved by a constant of two or more, or cuts
 * a triangle that far from the diagonal. `local_window_size` attributes are the caller's to read.
 */
export function findLocalAttention(graph: Graph, index: GraphIndex, owners: StreamOwners): ReadonlySet<number> {
  const known = new Map<string, boolean>();
  const local = new Set<number>();
  for (const [position, block] of owners) {
    const node = graph.nodes[position];
    if (!node || local.has(block)) continue;
    const isLocal = (mask: string): boolean => {
      const seen = known.get(mask) ?? comparesWindow(mask, graph, index, owners);
      known.set(mask, seen);
      return seen;
    };
    if (listMasks(node, graph, index, owners).some(isLocal)) local.add(block);
  }
  return local;
}

/** Tensors beside the stream that join the scores of an attention. */
function listMasks(node: Node, graph: Graph, index: GraphIndex, owners: StreamOwners): readonly string[] {
  const isComputed = (name: string | undefined): name is string => name !== undefined && index.producer.has(name);
  const fused = node.domain === 'com.microsoft' && node.opType === 'Attention' ? [5] : (MASK_INPUTS[node.opType] ?? []);
  if (fused.length > 0) return fused.map((input) => node.inputs[input]).filter(isComputed);
  if (node.opType !== 'Softmax') return [];
  const masks: string[] = [];
  const queue = node.inputs.slice(0, 1);
  const seen = new Set(queue);
  for (const name of queue) {
    const position = index.producer.get(name) ?? -1;
    const step = graph.nodes[position];
    if (!step || !SCORE_STEPS.has(step.opType)) continue;
    for (const input of step.inputs) {
      if (!isComputed(input) || seen.has(input)) continue;
      seen.add(input);
      if (owners.has(index.producer.get(input) ?? -1)) queue.push(input);
      else masks.push(input);
    }
  }
  return masks;
}

function comparesWindow(mask: string, graph: Graph, index: GraphIndex, owners: StreamOwners): boolean {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const queue = [mask];
  const seen = new Set(queue);
  for (const name of queue) {
    const position = index.producer.get(name) ?? -1;
    const node = graph.nodes[position];
    if (!node || owners.has(position) || readsExtents(node)) continue;
    const constant = (input = ''): number => Math.abs(readInteger(input, graph, index, constants) ?? 0);
    if (node.opType === 'Trilu' && constant(node.inputs[1]) >= 2) return true;
    if (COMPARISONS.has(node.opType) && node.inputs.some((input) => isMoved(input, graph, index, constant))) return true;
    for (const input of index.reads[position] ?? []) {
      if (seen.has(input)) continue;
      seen.add(input);
      queue.push(input);
    }
  }
  return false;
}

/** True for a place plus or minus a constant of two or more. */
function isMoved(tensor: string, graph: Graph, index: GraphIndex, constant: (name: string) => number): boolean {
  for (let name = tensor; ; ) {
    const node = graph.nodes[index.producer.get(name) ?? -1];
    if (!node) return false;
    if (node.opType === 'Add' || node.opType === 'Sub') return node.inputs.some((input) => constant(input) >= 2);
    if (!PLACE_STEPS.has(node.opType)) return false;
    name = node.inputs[0] ?? '';
  }
}

/** The value of a constant integer of one element, from a weight or a Constant node. */
function readInteger(name: string, graph: Graph, index: GraphIndex, constants: ReadonlyMap<string, Tensor>): number | null {
  const node = graph.nodes[index.producer.get(name) ?? -1];
  const value = node?.opType === 'Constant' ? node.attributes[0]?.value : undefined;
  if (value?.kind === 'int') return value.value;
  const tensor = value?.kind === 'tensor' ? value.value : constants.get(name);
  const values = tensor && elementCount(tensor) === 1 ? readIntegers(tensor) : null;
  return values?.[0] ?? null;
}
