import type { Attention, HeadNorm } from '../architectures/decoder.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';
import type { TokenInputs } from './token-inputs.ts';

/** The caches of one block: inputs that it reads, outputs that it writes, float[B, keyHeads, tokens, headSize] each. */
export interface CacheNames {
  readonly pastKey: string;
  readonly pastValue: string;
  readonly presentKey: string;
  readonly presentValue: string;
}

interface AttentionInput {
  readonly input: string;
  readonly attention: Attention;
  readonly cache: CacheNames;
}

/**
 * Causal attention over what the cache holds and the run's own tokens, with its output projection. Query heads of one key head lie in the
 * rows of one product, so that keys and values are never repeated.
 *
 *   q [B, K, G·S, h]   k, v [B, K, T, h]   scores = softmax(q·kᵀ · scale + mask) [B, K, G, S, T]   out = scores·v [B, S, K·G·h]
 *
 * @returns float[B, S, d]
 */
export function addAttention(graph: GraphWriter, tokens: TokenInputs, { input, attention, cache }: AttentionInput): string {
  const { heads, keyHeads, headSize, output } = attention;
  const group = heads / keyHeads;
  const clipped = addProjection(graph, input, attention).map((part) => addClip(graph, part, attention.clip));
  const [query = '', key = '', value = ''] = clipped;
  const turned = turn(graph, tokens, { value: addHeadNorm(graph, query, attention.queryNorm, heads, headSize), heads, attention });
  const keys = turn(graph, tokens, { value: addHeadNorm(graph, key, attention.keyNorm, keyHeads, headSize), heads: keyHeads, attention });
  const rows = addHeadRows(graph, turned, { keyHeads, group, headSize });
  const allKeys = addCache(graph, keys, { past: cache.pastKey, present: cache.presentKey, keyHeads, headSize });
  const allValues = addCache(graph, value, { past: cache.pastValue, present: cache.presentValue, keyHeads, headSize });
  const scores = addScores(graph, tokens, { query: rows, key: allKeys, attention });
  const mixed = graph.add('MatMul', [addRows(graph, tokens, scores), allValues]);
  const apart = graph.add('Reshape', [mixed, graph.ints([0, keyHeads, group, -1, headSize])]);
  const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 3, 1, 2, 4] } });
  return addLinear(graph, graph.add('Reshape', [ordered, graph.ints([0, 0, heads * headSize])]), output);
}

/** Queries, keys and values, float[B, S, heads · headSize] each. */
function addProjection(graph: GraphWriter, input: string, { projection, heads, keyHeads, headSize }: Attention): readonly string[] {
  if (projection.kind === 'separate')
    return [projection.query, projection.key, projection.value].map((linear) => addLinear(graph, input, linear));
  const all = addLinear(graph, input, projection.linear);
  const sizes = [heads * headSize, keyHeads * headSize, keyHeads * headSize];
  if (projection.order === 'rows') return graph.addMany('Split', [all, graph.ints(sizes)], { outputs: 3, attributes: { axis: -1 } });
  const group = projection.order === 'per-head' ? 1 : heads / keyHeads;
  const apart = graph.add('Reshape', [all, graph.ints([0, 0, keyHeads, group + 2, headSize])]);
  const parts = graph.addMany('Split', [apart, graph.ints([group, 1, 1])], { outputs: 3, attributes: { axis: 3 } });
  return parts.map((part, place) => graph.add('Reshape', [part, graph.ints([0, 0, sizes[place] ?? -1])]));
}

function addClip(graph: GraphWriter, input: string, clip: number | null): string {
  return clip === null ? input : graph.add('Clip', [input, graph.float(-clip), graph.float(clip)]);
}

/** float[B, S, heads · headSize], normed head by head or over all heads. */
function addHeadNorm(graph: GraphWriter, input: string, headNorm: HeadNorm | null, heads: number, headSize: number): string {
  if (headNorm === null) return input;
  const { norm, over, weights } = headNorm;
  if (over === 'all-heads') return addNorm(graph, input, norm, heads * headSize);
  const apart = graph.add('Reshape', [input, graph.ints([0, 0, heads, headSize])]);
  const normed = addNorm(graph, apart, over === 'head' ? norm : { ...norm, weight: null }, headSize);
  const scaled = over === 'head' ? normed : graph.add('Mul', [normed, addOwnWeights(graph, { norm, weights, heads, headSize })]);
  return graph.add('Reshape', [scaled, graph.ints([0, 0, heads * headSize])]);
}

interface OwnWeights {
  readonly norm: HeadNorm['norm'];
  readonly weights: HeadNorm['weights'];
  readonly heads: number;
  readonly headSize: number;
}

/** float[heads, headSize] */
function addOwnWeights(graph: GraphWriter, { norm, weights, heads, headSize }: OwnWeights): string {
  if (weights === null) return graph.weight({ name: norm.weight ?? '', dims: [heads, headSize] });
  const rows = weights.map((name) => graph.add('Unsqueeze', [graph.weight({ name, dims: [headSize] }), graph.ints([0])]));
  return graph.add('Concat', rows, { attributes: { axis: 0 } });
}

interface Turned {
  readonly value: string;
  readonly heads: number;
  readonly attention: Attention;
}

/** Rotary embedding of float[B, S, heads · headSize]. */
function turn(graph: GraphWriter, tokens: TokenInputs, { value, heads, attention: { rotary, headSize } }: Turned): string {
  if (rotary === null) return value;
  const { cos, sin, rows } = tokens.rotary(rotary);
  const isPartial = rotary.size < headSize;
  return graph.add('RotaryEmbedding', [value, rows, cos, sin], {
    domain: MICROSOFT,
    attributes: {
      interleaved: rotary.isInterleaved ? 1 : 0,
      ...(isPartial ? { num_heads: heads, rotary_embedding_dim: rotary.size } : {}),
    },
  });
}

/** float[B, S, K·G·h] → float[B, K, G·S, h] */
function addHeadRows(
  graph: GraphWriter,
  query: string,
  { keyHeads, group, headSize }: { keyHeads: number; group: number; headSize: number },
): string {
  const apart = graph.add('Reshape', [query, graph.ints([0, 0, keyHeads, group, headSize])]);
  const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 3, 1, 4] } });
  return graph.add('Reshape', [ordered, graph.ints([0, keyHeads, -1, headSize])]);
}

interface Cached {
  readonly past: string;
  readonly present: string;
  readonly keyHeads: number;
  readonly headSize: number;
}

/** float[B, S, K·h] behind what the cache holds: float[B, K, T, h]. */
function addCache(graph: GraphWriter, input: string, { past, present, keyHeads, headSize }: Cached): string {
  const apart = graph.add('Reshape', [input, graph.ints([0, 0, keyHeads, headSize])]);
  const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 1, 3] } });
  graph.addNamed('Concat', [past, ordered], present, { attributes: { axis: 2 } });
  return present;
}

interface Scored {
  readonly query: string;
  readonly key: string;
  readonly attention: Attention;
}

/** Probabilities, float[B, K, G, S, T] */
function addScores(graph: GraphWriter, tokens: TokenInputs, { query, key, attention }: Scored): string {
  const { heads, keyHeads, scale, softcap, positionSlopes, window, sinks } = attention;
  const group = heads / keyHeads;
  const product = graph.add('FusedMatMul', [query, key], { domain: MICROSOFT, attributes: { transB: 1, alpha: { float: scale } } });
  const shape = graph.add('Concat', [graph.ints([0, 0, group, -1]), tokens.totalLength()], { attributes: { axis: 0 } });
  const apart = graph.add('Reshape', [product, shape]);
  const capped = softcap === null ? apart : addSoftcap(graph, apart, softcap);
  const placed = positionSlopes === null ? capped : graph.add('Add', [capped, addSlopes(graph, tokens, positionSlopes, keyHeads)]);
  const masked = graph.add('Add', [placed, tokens.mask(window)]);
  return sinks === null
    ? addSoftmax(graph, masked)
    : addSinkSoftmax(
        graph,
        masked,
        graph.add('Reshape', [graph.weight({ name: sinks, dims: [heads] }), graph.ints([1, keyHeads, group, 1, 1])]),
      );
}

/** c·tanh(x / c) */
export function addSoftcap(graph: GraphWriter, input: string, cap: number): string {
  const bounded = graph.add('Tanh', [graph.add('Div', [input, graph.float(cap)])]);
  return graph.add('Mul', [bounded, graph.float(cap)]);
}

/** float[1, K, G, 1, T]: slope of the head times the key's place (ALiBi; differs from distances by a constant per row, which softmax ignores). */
function addSlopes(graph: GraphWriter, tokens: TokenInputs, slopes: readonly number[], keyHeads: number): string {
  return graph.add('Mul', [graph.floats(slopes, [1, keyHeads, slopes.length / keyHeads, 1, 1]), tokens.keyPositions()]);
}

function addSoftmax(graph: GraphWriter, scores: string): string {
  return graph.add('Softmax', [scores], { attributes: { axis: -1 } });
}

/** Softmax with one more score per head, whose share is dropped. */
function addSinkSoftmax(graph: GraphWriter, scores: string, sink: string): string {
  const leading = graph.add('Slice', [graph.add('Shape', [scores]), graph.ints([0]), graph.ints([4])]);
  const column = graph.add('Expand', [sink, graph.add('Concat', [leading, graph.ints([1])], { attributes: { axis: 0 } })]);
  const shares = addSoftmax(graph, graph.add('Concat', [scores, column], { attributes: { axis: -1 } }));
  return graph.add('Slice', [shares, graph.ints([0]), graph.ints([-1]), graph.ints([-1])]);
}

/** float[B, K, G, S, T] → float[B, K, G·S, T] */
function addRows(graph: GraphWriter, tokens: TokenInputs, scores: string): string {
  return graph.add('Reshape', [scores, graph.add('Concat', [graph.ints([0, 0, -1]), tokens.totalLength()], { attributes: { axis: 0 } })]);
}
