import type { Node } from '@lamina/onnx';
import { type CachePort, listCachePorts } from '../graph/cache-ports.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { readsExtents } from '../graph/list-reads.ts';
import { type Cuts, findSegment } from './find-cuts.ts';
import { findRouting, findTokenMixing, isOfScores } from './find-token-mixing.ts';

/** A segment between two cuts in which tokens read one another, and the cache ports that belong to it. One anchor is one block. */
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

/**
 * The segments that hold attention or own a cache port, in path order.
 *
 *     cut ─► norm ─► cut ─► attention(past.0) ─► present.0     one anchor: the segment of the attention, with both ports
 *
 * Data flow decides. The number in a port name only pairs a past with its present.
 */
export function findAnchors(view: GraphView, cuts: Cuts): readonly Anchor[] {
  const ports = listCachePorts(view.graph);
  const segmentOfLayer = placeLayers(view, cuts, ports);
  const bySegment = new Map<number, CachePort[]>();
  for (const port of ports) {
    const segment = segmentOfLayer.get(layerKey(port));
    // The first port of a segment finds no list.
    if (segment !== undefined) bySegment.set(segment, [...(bySegment.get(segment) ?? []), port]);
  }
  // Cache ports show which segments mix tokens. Without a cache, every segment that can mix tokens counts.
  const mixing = [...findAttentions(view, cuts), ...(ports.length === 0 ? findTokenMixing(view, cuts) : [])];
  for (const segment of listSegments(cuts, mixing)) if (!bySegment.has(segment)) bySegment.set(segment, []);
  return [...bySegment].sort(([a], [b]) => a - b).map(([segment, owned]) => ({ segment, ports: owned }));
}

/** The segment of each layer's cache. */
function placeLayers(view: GraphView, cuts: Cuts, ports: readonly CachePort[]): ReadonlyMap<string, number> {
  const segmentOfLayer = new Map<string, number>();
  for (const port of ports) {
    const segment = port.direction === 'past' ? findFirstSegmentAfter(view, cuts, port.name) : undefined;
    if (segment !== undefined) keepLowest(segmentOfLayer, layerKey(port), segment);
  }
  for (const port of ports) {
    if (port.direction !== 'present' || segmentOfLayer.has(layerKey(port))) continue;
    const segment = findLastSegmentBefore(view, cuts, port.name);
    if (segment !== undefined) segmentOfLayer.set(layerKey(port), segment);
  }
  return segmentOfLayer;
}

function layerKey(port: CachePort): string {
  return port.pattern.replace(/^(past|present)(_key_values)?/, '').replace(/\..*$/, '') + port.layer;
}

function keepLowest(into: Map<string, number>, key: string, segment: number): void {
  into.set(key, Math.min(segment, into.get(key) ?? segment));
}

/** The earliest segment that reads the values of a cache input; undefined where none does. */
function findFirstSegmentAfter(view: GraphView, cuts: Cuts, port: string): number | undefined {
  const { tensors } = view.downstream([port], (reader) => !readsExtents(reader) && !cuts.segmentOf.has(reader));
  const readers = [...tensors].flatMap((name) => view.readers(name)).filter((reader) => !readsExtents(reader));
  const [first] = readers
    .map((reader) => cuts.segmentOf.get(reader))
    .filter((segment) => segment !== undefined)
    .sort((a, b) => a - b);
  return first;
}

/** The latest segment that a cache output is computed from; undefined where there is none. */
function findLastSegmentBefore(view: GraphView, cuts: Cuts, port: string): number | undefined {
  const { tensors } = view.upstream([port], (maker) => !cuts.segmentOf.has(maker));
  return [...tensors]
    .map((name) => findSegment(view, cuts, name))
    .filter((segment) => segment !== undefined)
    .sort((a, b) => a - b)
    .at(-1);
}

function listSegments(cuts: Cuts, nodes: Iterable<Node>): readonly number[] {
  return [...nodes].map((node) => cuts.segmentOf.get(node)).filter((segment) => segment !== undefined);
}

/** The nodes on the path that weigh values by scores: fused attentions, and the softmax of an attention in single operators. */
export function findAttentions(view: GraphView, cuts: Cuts): readonly Node[] {
  const routing = findRouting(cuts);
  return [...cuts.segmentOf].flatMap(([node, segment]) => {
    if (ATTENTION_OPS.has(node.opType)) return [node];
    if (node.opType !== 'Softmax' || !weighsValues(view, cuts, node)) return [];
    return !routing.has(segment) || isOfScores(view, cuts, node) ? [node] : [];
  });
}

/** True where the softmax's result is multiplied by values from the stream. A router's softmax goes to TopK, and a head's to an output. */
function weighsValues(view: GraphView, cuts: Cuts, softmax: Node): boolean {
  const { tensors } = view.downstream(softmax.outputs, (reader) => cuts.segmentOf.has(reader) && AFTER_SOFTMAX.has(reader.opType));
  return [...tensors].some((scores) =>
    view.readers(scores).some((reader) => {
      if (!cuts.segmentOf.has(reader) || !PRODUCTS.has(reader.opType)) return false;
      const values = reader.inputs.find((input) => input !== scores && input !== '');
      return values !== undefined && view.maker(values) !== undefined;
    }),
  );
}
