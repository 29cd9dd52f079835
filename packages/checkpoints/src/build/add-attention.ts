import { getAt } from '@lamina/errors';
import type { Attention, HeadNorm } from '../architectures/decoder.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';
import type { TokenPlaces } from './token-places.ts';

/** Queries, keys and values of one block's tokens, float[B, S, heads · headSize] each. */
export interface AttentionParts {
  readonly query: string;
  readonly key: string;
  readonly value: string;
}

/** The attention after queries and keys are computed; returns float[B, S, heads · h]. h = head size. */
export type MixTokens = (graph: GraphWriter, parts: AttentionParts, attention: Attention) => string;

interface AttentionInput {
  readonly input: string;
  readonly attention: Attention;
  readonly mix: MixTokens;
}

/** Attention with its output projection. @returns float[B, S, d] */
export function addAttention(graph: GraphWriter, places: TokenPlaces, { input, attention, mix }: AttentionInput): string {
  const { heads, keyHeads, headSize, output } = attention;
  const clipped = addProjection(graph, input, attention).map((part) => addClip(graph, part, attention.clip));
  const [query = '', key = '', value = ''] = clipped;
  const turned = turn(graph, places, { value: addHeadNorm(graph, query, attention.queryNorm, heads, headSize), heads, attention });
  const keys = turn(graph, places, { value: addHeadNorm(graph, key, attention.keyNorm, keyHeads, headSize), heads: keyHeads, attention });
  return addLinear(graph, mix(graph, { query: turned, key: keys, value }, attention), output);
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
  return parts.map((part, place) => graph.add('Reshape', [part, graph.ints([0, 0, getAt(sizes, place)])]));
}

function addClip(graph: GraphWriter, input: string, clip: number | null): string {
  return clip === null ? input : graph.add('Clip', [input, graph.float(-clip), graph.float(clip)]);
}

/** float[B, S, heads · headSize], normalised per head or over all heads. */
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
  if (weights === null) {
    if (norm.weight === null) throw new Error('a norm with a weight for each head has no weight');
    return graph.weight({ name: norm.weight, dims: [heads, headSize] });
  }
  const rows = weights.map((name) => graph.add('Unsqueeze', [graph.weight({ name, dims: [headSize] }), graph.ints([0])]));
  return graph.add('Concat', rows, { attributes: { axis: 0 } });
}

interface Turned {
  readonly value: string;
  readonly heads: number;
  readonly attention: Attention;
}

/** Rotary embedding of float[B, S, heads · headSize]. */
function turn(graph: GraphWriter, places: TokenPlaces, { value, heads, attention: { rotary, headSize } }: Turned): string {
  if (rotary === null) return value;
  const { cos, sin, rows } = places.rotary(rotary);
  const isPartial = rotary.size < headSize;
  return graph.add('RotaryEmbedding', [value, rows, cos, sin], {
    domain: MICROSOFT,
    attributes: {
      interleaved: rotary.isInterleaved ? 1 : 0,
      ...(isPartial ? { num_heads: heads, rotary_embedding_dim: rotary.size } : {}),
    },
  });
}
