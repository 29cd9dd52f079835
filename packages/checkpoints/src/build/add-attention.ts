import { getAt } from '@lamina/errors';
import { DATA_TYPE } from '@lamina/onnx';
import type { Attention, AttentionProjection, HeadNorm, LatentProjection } from '../architectures/decoder.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';
import type { TokenPlaces } from './token-places.ts';

/** Queries, keys and values of one block's tokens, float[B, S, heads · headSize] each. */
export interface AttentionParts {
  readonly query: string;
  /** Null: those of an earlier block. */
  readonly own: { readonly key: string; readonly value: string } | null;
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
  const { projection, gate } = attention;
  const { gate: own, ...parts } =
    projection.kind === 'latent'
      ? { ...addLatentParts(graph, places, { input, attention, projection }), gate: null }
      : addPlainParts(graph, places, { input, attention, projection });
  const factor = gate === null || gate === 'in-query' ? own : addLinear(graph, input, gate);
  const values = mix(graph, parts, attention);
  const { mixedNorm, output } = attention;
  const mixed = mixedNorm === null ? values : addNorm(graph, values, mixedNorm, output.inputs);
  return addLinear(graph, factor === null ? mixed : graph.add('Mul', [mixed, graph.add('Sigmoid', [factor])]), output);
}

interface Projected<Projection extends AttentionProjection> {
  readonly input: string;
  readonly attention: Attention;
  readonly projection: Projection;
}

type PlainProjection = Exclude<AttentionProjection, LatentProjection>;

function addPlainParts(
  graph: GraphWriter,
  places: TokenPlaces,
  { input, attention, projection }: Projected<PlainProjection>,
): AttentionParts & { readonly gate: string | null } {
  const { heads, keyHeads, headSize, clip, queryNorm, keyNorm, valueNorm } = attention;
  const [all = '', key, value] = addProjection(graph, input, attention, projection);
  const [query = '', gate = null] = attention.gate === 'in-query' ? splitHeads(graph, all, heads) : [all];
  const rotate = (part: string, count: number): string => turn(graph, places, { value: part, heads: count, attention });
  // OLMoE clips what it has normalised.
  const prepare = (part: string, norm: HeadNorm | null, count: number): string =>
    attention.normsFollowRotary
      ? addHeadNorm(graph, rotate(part, count), norm, count, headSize)
      : rotate(addClip(graph, addHeadNorm(graph, part, norm, count, headSize), clip), count);
  const own = key !== undefined &&
    value !== undefined && {
      key: prepare(key, keyNorm, keyHeads),
      value: addScale(
        graph,
        addClip(graph, addHeadNorm(graph, value, valueNorm, keyHeads, attention.valueSize), clip),
        attention.valueScale,
      ),
    };
  return { query: addGrowth(graph, places, prepare(query, queryNorm, heads), attention), own: own || null, gate };
}

/** float[B, S, heads · headSize] times 1 + rate · ln(1 + ⌊position / length⌋) */
function addGrowth(graph: GraphWriter, places: TokenPlaces, query: string, { queryGrowth }: Attention): string {
  if (queryGrowth === null) return query;
  const { rate, length } = queryGrowth;
  const factor = graph.once(`growth ${rate} ${length}`, () => {
    const steps = graph.add('Cast', [graph.add('Div', [places.positions(), graph.ints([length], [])])], {
      attributes: { to: DATA_TYPE.float },
    });
    const logarithm = graph.add('Log', [graph.add('Add', [steps, graph.float(1)])]);
    return graph.add('Unsqueeze', [graph.add('Add', [addScale(graph, logarithm, rate), graph.float(1)]), graph.ints([2])]);
  });
  return graph.add('Mul', [query, factor]);
}

/** The first and the second half of every head, of all heads together. */
function splitHeads(graph: GraphWriter, value: string, heads: number): readonly string[] {
  const apart = graph.add('Reshape', [value, graph.ints([0, 0, heads, -1])]);
  const parts = graph.addMany('Split', [apart], { outputs: 2, attributes: { axis: 3, num_outputs: 2 } });
  return parts.map((part) => graph.add('Reshape', [part, graph.ints([0, 0, -1])]));
}

function addLatentParts(
  graph: GraphWriter,
  places: TokenPlaces,
  { input, attention, projection }: Projected<LatentProjection>,
): AttentionParts {
  const { heads, headSize, valueSize, rotary } = attention;
  const latentSize = projection.expand.inputs;
  const plainSize = projection.expand.outputs / heads - valueSize;
  const rotatedSize = headSize - plainSize;
  const split = (value: string, sizes: readonly [number, number], axis: number): readonly string[] =>
    graph.addMany('Split', [value, graph.ints(sizes)], { outputs: 2, attributes: { axis } });
  const byHead = (value: string, size: number): string => graph.add('Reshape', [value, graph.ints([0, 0, -1, size])]);
  const flat = (value: string): string => graph.add('Reshape', [value, graph.ints([0, 0, -1])]);
  const rotate = (value: string): string =>
    turn(graph, places, { value: flat(value), heads: 0, attention: { rotary, headSize: rotatedSize } });
  const join = (plain: string, rotated: string): string => flat(graph.add('Concat', [plain, rotated], { attributes: { axis: 3 } }));
  const [plainQuery = '', rotatedQuery = ''] = split(
    byHead(addLatentQuery(graph, input, projection), headSize),
    [plainSize, rotatedSize],
    3,
  );
  const [latent = '', shared = ''] = split(addLinear(graph, input, projection.compress), [latentSize, rotatedSize], 2);
  const normed = addNorm(graph, latent, projection.norm, latentSize);
  const [plainKey = '', value = ''] =
    projection.split === null
      ? split(byHead(addLinear(graph, normed, projection.expand), plainSize + valueSize), [plainSize, valueSize], 3)
      : expandApart(graph, normed, { ...projection.split, sizes: [heads, latentSize, plainSize, valueSize] });
  const rotatedKey = graph.add('Expand', [byHead(rotate(shared), rotatedSize), graph.ints([1, 1, heads, 1])]);
  return {
    query: join(plainQuery, byHead(rotate(rotatedQuery), rotatedSize)),
    own: { key: join(plainKey, rotatedKey), value: flat(value) },
  };
}

interface ApartExpansion {
  readonly key: string;
  readonly value: string;
  readonly sizes: readonly [heads: number, latent: number, plain: number, value: number];
}

/** Plain keys and values, float[B, S, heads, size] each. */
function expandApart(
  graph: GraphWriter,
  latent: string,
  { key, value, sizes: [heads, latentSize, plain, size] }: ApartExpansion,
): readonly string[] {
  const apart = graph.add('Unsqueeze', [latent, graph.ints([1])]);
  const [keys, values] = [
    graph.weight({ name: key, dims: [heads, latentSize, plain] }),
    graph.weight({ name: value, dims: [heads, size, latentSize] }),
  ];
  const transposedValues = graph.add('Transpose', [values], { attributes: { perm: [0, 2, 1] } });
  return [keys, transposedValues].map((matrices) =>
    graph.add('Transpose', [graph.add('MatMul', [apart, matrices])], { attributes: { perm: [0, 2, 1, 3] } }),
  );
}

function addLatentQuery(graph: GraphWriter, input: string, { query }: LatentProjection): string {
  if (!('compress' in query)) return addLinear(graph, input, query);
  const latent = addNorm(graph, addLinear(graph, input, query.compress), query.norm, query.compress.outputs);
  return addLinear(graph, latent, query.expand);
}

/** Queries, and keys and values if they are the block's own, float[B, S, heads · headSize] each. */
function addProjection(
  graph: GraphWriter,
  input: string,
  { heads, keyHeads, headSize }: Attention,
  projection: PlainProjection,
): readonly string[] {
  if (projection.kind === 'shared') return [addLinear(graph, input, projection.query)];
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
  readonly attention: Pick<Attention, 'rotary' | 'headSize'>;
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
