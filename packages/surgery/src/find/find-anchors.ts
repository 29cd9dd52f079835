import type { Graph, Node } from '@lamina/onnx';
import { type CachePort, listCachePorts } from '../graph/cache-ports.ts';
import { type GraphIndex, readsExtents } from '../graph/graph-index.ts';
import type { Cuts } from './find-cuts.ts';
import { findRouting, findTokenMixing, isOfScores } from './find-token-mixing.ts';

/** A segment between two cuts that mixes tokens, and the cache ports that belong to it. One anchor is one block. */
export interface Anchor {
  readonly segment: number;
  readonly ports: readonly CachePort[];
}

const ATTENTION_OPS = new Set([
  'Attention',
  'GroupQueryAttention',
  'MultiHeadAttention',
  'DecoderMaskedMultiHeadAttention',
  'PagedAttention',
  'SparseAttention',
  'LinearAttention',
  'PackedAttention',
  'PackedMultiHeadAttention',
  'LongformerAttention',
  'QAttention',
]);
const AFTER_SOFTMAX = new Set([
  'Cast',
  'Where',
  'Dropout',
  'Identity',
  'Mul',
  'Slice',
  'Reshape',
  'Transpose',
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
  'IsNaN',
  'Split',
]);
const PRODUCTS = new Set(['MatMul', 'MatMulInteger', 'Einsum', 'QLinearMatMul', 'FusedMatMul', 'TransposeMatMul']);

/** Segments that hold attention or own a cache port, in path order. Data flow decides; the numbers in port names only pair past with present. */
export function findAnchors(graph: Graph, index: GraphIndex, cuts: Cuts): readonly Anchor[] {
  const ports = listCachePorts(graph);
  const segmentOfLayer = new Map<string, number>();
  for (const port of ports) {
    const segment = port.direction === 'past' ? firstSegmentAfter(port.name, graph, index, cuts) : undefined;
    if (segment !== undefined) keepLowest(segmentOfLayer, layerKey(port), segment);
  }
  for (const port of ports) {
    if (port.direction !== 'present' || segmentOfLayer.has(layerKey(port))) continue;
    const segment = lastSegmentBefore(port.name, index, cuts);
    if (segment !== undefined) segmentOfLayer.set(layerKey(port), segment);
  }
  const bySegment = new Map<number, CachePort[]>();
  for (const port of ports) {
    const segment = segmentOfLayer.get(layerKey(port));
    if (segment !== undefined) bySegment.set(segment, [...(bySegment.get(segment) ?? []), port]);
  }
  for (const segment of attentionSegments(graph, index, cuts)) if (!bySegment.has(segment)) bySegment.set(segment, []);
  // A cache says which segments mix tokens; without one, whatever can mix them counts.
  if (ports.length === 0)
    for (const segment of findTokenMixing(graph, index, cuts)) if (!bySegment.has(segment)) bySegment.set(segment, []);
  return [...bySegment].sort(([a], [b]) => a - b).map(([segment, owned]) => ({ segment, ports: owned }));
}

function layerKey(port: CachePort): string {
  return port.pattern.replace(/^(past|present)(_key_values)?/, '').replace(/\..*$/, '') + port.layer;
}

function keepLowest(into: Map<string, number>, key: string, segment: number): void {
  into.set(key, Math.min(segment, into.get(key) ?? segment));
}

/** The earliest path node that a cache input reaches without passing through its shape. */
function firstSegmentAfter(port: string, graph: Graph, index: GraphIndex, cuts: Cuts): number | undefined {
  const queue = [port];
  const seen = new Set(queue);
  let first: number | undefined;
  for (const name of queue) {
    for (const position of index.readers.get(name) ?? []) {
      const node = graph.nodes[position];
      if (!node || readsExtents(node)) continue;
      const segment = cuts.segmentOf.get(position);
      if (segment !== undefined) {
        first = Math.min(segment, first ?? segment);
        continue;
      }
      for (const output of node.outputs) {
        if (seen.has(output)) continue;
        seen.add(output);
        queue.push(output);
      }
    }
  }
  return first;
}

/** The latest path node that a cache output is computed from. */
function lastSegmentBefore(port: string, index: GraphIndex, cuts: Cuts): number | undefined {
  const queue = [port];
  const seen = new Set(queue);
  let last: number | undefined;
  for (const name of queue) {
    const position = index.producer.get(name);
    if (position === undefined) continue;
    const segment = cuts.segmentOf.get(position);
    if (segment !== undefined) {
      last = Math.max(segment, last ?? segment);
      continue;
    }
    for (const input of index.reads[position] ?? []) {
      if (seen.has(input)) continue;
      seen.add(input);
      queue.push(input);
    }
  }
  return last;
}

function attentionSegments(graph: Graph, index: GraphIndex, cuts: Cuts): ReadonlySet<number> {
  return new Set(findAttentions(graph, index, cuts).map((position) => cuts.segmentOf.get(position) ?? 0));
}

/** Positions of the nodes on the path that weigh values by scores: fused attentions, and the softmax of one in single operators. */
export function findAttentions(graph: Graph, index: GraphIndex, cuts: Cuts): readonly number[] {
  const routing = findRouting(graph, cuts);
  return [...cuts.segmentOf].flatMap(([position, segment]) => {
    const node = graph.nodes[position];
    if (node === undefined) return [];
    if (ATTENTION_OPS.has(node.opType)) return [position];
    if (node.opType !== 'Softmax' || !weighsValues(node, graph, index, cuts)) return [];
    return !routing.has(segment) || isOfScores(node, graph, index, cuts) ? [position] : [];
  });
}

/** Attention's softmax multiplies values computed from the stream; a router's softmax goes to TopK, a head's to an output. */
function weighsValues(softmax: Node, graph: Graph, index: GraphIndex, cuts: Cuts): boolean {
  const queue = [...softmax.outputs];
  const seen = new Set(queue);
  for (const name of queue) {
    for (const position of index.readers.get(name) ?? []) {
      const node = graph.nodes[position];
      if (!node || !cuts.segmentOf.has(position)) continue;
      if (PRODUCTS.has(node.opType)) {
        const other = node.inputs.find((input) => input !== name && input !== '');
        if (other !== undefined && index.producer.has(other)) return true;
        continue;
      }
      if (!AFTER_SOFTMAX.has(node.opType)) continue;
      for (const output of node.outputs) {
        if (seen.has(output)) continue;
        seen.add(output);
        queue.push(output);
      }
    }
  }
  return false;
}
