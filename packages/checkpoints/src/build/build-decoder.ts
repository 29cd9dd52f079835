import { AppError } from '@lamina/errors';
import { createValueInfo, DATA_TYPE, type Model, type ValueInfo } from '@lamina/onnx';
import type { Decoder, DecoderBlock, Head, Mixer, Mlp, Norm, PerLayerEmbedding, ResidualFactors } from '../architectures/decoder.ts';
import type { Checkpoint, StoredTensor } from '../checkpoint.ts';
import { describeLongestText } from '../longest-text.ts';
import { addActivation } from './add-activation.ts';
import { addLinear } from './add-linear.ts';
import { addMixer } from './add-mixer.ts';
import { addMlp } from './add-mlp.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import { addSoftcap } from './add-shares.ts';
import { CachedPlaces, INPUTS } from './cached-places.ts';
import { Caches, type KeysByBlock, NO_STATE } from './caches.ts';
import { FixedPlaces } from './fixed-places.ts';
import { GraphWriter, MICROSOFT } from './graph-writer.ts';
import { mixWindow } from './mix-window.ts';
import { mixWithCache } from './mix-with-cache.ts';
import type { MixerContext } from './mixer-context.ts';
import type { TokenPlaces } from './token-places.ts';

/** A graph over a checkpoint's files, and its stored tensors that are not parameters. */
export interface BuiltDecoder {
  readonly model: Model;
  /** Stored tensors that the architecture ignores, by their names in the checkpoint. */
  readonly ignored: readonly string[];
}

// The newest operator used here is Gelu.
const OPSET = 20;
const IR_VERSION = 10;

/** The intended runs of a graph. */
export interface BuildOptions {
  /**
   * Absent: a graph for any use, with caches. Present: a graph for windows of at most this many tokens from position 0, without caches and attention
   * mask (causal tokens never see right padding). It computes the same logits with fewer operations.
   */
  readonly windowTokens?: number;
  /** Default false. True: a single rotary table for texts of any length (fixRotaryTables), as other decoding tools need. */
  readonly fixesRotaryTables?: boolean;
}

/**
 * Builds the graph of a decoder over the stored tensors: inputs input_ids, attention_mask, position_ids (where positions matter) and
 * past_key_values.N.{key,value}; outputs logits and present.N.{key,value}, named as optimum's exports name them. Computes in float32.
 * Weights are byte ranges of the stored files.
 *
 * @throws AppError MODEL_MALFORMED for a tensor that is missing, has another shape, or is unknown to the architecture.
 */
export function buildDecoder(
  decoder: Decoder,
  { tensors, layout }: Pick<Checkpoint, 'tensors' | 'layout'>,
  { windowTokens }: BuildOptions = {},
): BuiltDecoder {
  const graph = new GraphWriter(tensors, layout.names);
  const { inputs, outputs } = windowTokens === undefined ? addCachedBody(graph, decoder) : addWindowBody(graph, decoder, windowTokens);
  const ignored = checkUnused(graph.used, tensors, decoder.ignored);
  const model: Model = {
    irVersion: IR_VERSION,
    producerName: 'lamina',
    producerVersion: '',
    opsets: [
      { domain: '', version: OPSET },
      { domain: MICROSOFT, version: 1 },
    ],
    graph: graph.finish(inputs, outputs),
    functions: [],
    metadata: describeLongestText(decoder.longestText ?? null),
    rest: [],
  };
  return { model, ignored };
}

interface Interface {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

function addCachedBody(graph: GraphWriter, decoder: Decoder): Interface {
  const places = new CachedPlaces(graph);
  const caches = new Caches();
  addBody(graph, decoder, (index) => ({ places, mix: mixWithCache(places, caches, index), state: caches.stateOf(index) }));
  return {
    inputs: [
      createValueInfo(INPUTS.tokens, DATA_TYPE.int64, TOKEN_DIMS),
      createValueInfo(INPUTS.mask, DATA_TYPE.int64, ['batch_size', 'past_sequence_length + sequence_length']),
      ...(places.readsPositions ? [createValueInfo(INPUTS.positions, DATA_TYPE.int64, TOKEN_DIMS)] : []),
      ...caches.inputs,
    ],
    outputs: [describeLogits(decoder), ...caches.outputs],
  };
}

function addWindowBody(graph: GraphWriter, decoder: Decoder, windowTokens: number): Interface {
  const places = new FixedPlaces(graph, windowTokens);
  const keys: KeysByBlock = new Map();
  addBody(graph, decoder, (block) => ({ places, mix: mixWindow(places, keys, block), state: NO_STATE }));
  return { inputs: [createValueInfo(INPUTS.tokens, DATA_TYPE.int64, ['batch_size', windowTokens])], outputs: [describeLogits(decoder)] };
}

const TOKEN_DIMS = ['batch_size', 'sequence_length'];

function describeLogits({ vocabularySize }: Decoder): ValueInfo {
  return createValueInfo('logits', DATA_TYPE.float, [...TOKEN_DIMS, vocabularySize]);
}

function addBody(graph: GraphWriter, decoder: Decoder, contextOf: (block: number) => MixerContext): void {
  const { embedded, inputs } = graph.within('embedding', () => addInputs(graph, contextOf(0).places, decoder));
  let state = embedded;
  for (const [index, block] of decoder.blocks.entries()) {
    const input = { state, block, index, inputs, context: contextOf(index), width: decoder.hiddenSize };
    state = graph.within(`block.${index}`, () => graph.name(addWholeBlock(graph, input), nameStream(index + 1)));
  }
  graph.within('head', () => addHead(graph, state, decoder));
}

interface Inputs {
  /** h_0 */
  readonly embedded: string;
  /** float[B, S, L, P]; null if blocks have no inputs of their own */
  readonly inputs: string | null;
}

function addInputs(graph: GraphWriter, places: TokenPlaces, decoder: Decoder): Inputs {
  const { perLayer } = decoder.embedding;
  const made = addEmbedding(graph, places, decoder);
  const inputs =
    perLayer === undefined
      ? null
      : graph.name(addPerLayerInputs(graph, { tokens: INPUTS.tokens, state: made }, perLayer), 'lamina.beside/inputs');
  // A node of its own: a cast of the embedding may be folded into its table, and inputs of blocks must not come from the stream.
  graph.addNamed('Identity', [made], nameStream(0));
  return { embedded: nameStream(0), inputs };
}

function addEmbedding(graph: GraphWriter, places: TokenPlaces, { embedding, vocabularySize, hiddenSize }: Decoder): string {
  const width = embedding.projection?.inputs ?? hiddenSize;
  const looked = addLookup(graph, { name: embedding.weight, dims: [vocabularySize, width] }, INPUTS.tokens);
  const scaled = addScale(graph, looked, embedding.scale);
  const projected = embedding.projection === null ? scaled : addLinear(graph, scaled, embedding.projection);
  const { positions } = embedding;
  if (positions === null) return addOptionalNorm(graph, projected, embedding.norm, hiddenSize);
  const rows = positions.offset === 0 ? places.positions() : graph.add('Add', [places.positions(), graph.ints([positions.offset], [])]);
  const rowsOf = addLookup(graph, { name: positions.weight, dims: [positions.rows, hiddenSize] }, rows);
  return addOptionalNorm(graph, graph.add('Add', [projected, rowsOf]), embedding.norm, hiddenSize);
}

function addOptionalNorm(graph: GraphWriter, input: string, norm: Norm | null, width: number): string {
  return norm === null ? input : addNorm(graph, input, norm, width);
}

interface BlockInput {
  readonly state: string;
  readonly block: DecoderBlock;
  readonly index: number;
  /** The inputs of all blocks, if they have inputs of their own. */
  readonly inputs: string | null;
  readonly context: MixerContext;
  /** d */
  readonly width: number;
}

/** A block with what comes after its mixer and its MLP. Then both halves are named, because the stream continues after them. */
function addWholeBlock(graph: GraphWriter, input: BlockInput): string {
  const { block, index, inputs } = input;
  const end = addBlock(graph, input);
  if (!isExtended(block)) return end;
  const state = graph.name(end, `${nameStream(index)}/mlp`);
  const added = block.perLayer === null || inputs === null ? state : addPerLayer(graph, { state, inputs, index }, block.perLayer);
  if (block.streamScale === null) return added;
  return graph.add('Mul', [added, graph.weight({ name: block.streamScale, dims: [1] })]);
}

/** True if the stream continues after the MLP. */
function isExtended({ perLayer, streamScale }: DecoderBlock): boolean {
  return perLayer !== null || streamScale !== null;
}

function addBlock(graph: GraphWriter, { state, block, index, context, width }: BlockInput): string {
  const { mixer, mlp } = block;
  const norm = (input: string, which: Norm | null): string => addOptionalNorm(graph, input, which, width);
  const scale = (value: string): string => addScale(graph, value, block.residualScale);
  const attend = (part: Mixer, input: string): string =>
    graph.within('attention', () => scale(norm(addMixer(graph, input, part, context), block.mixerOutputNorm)));
  const transform = (part: Mlp, input: string): string =>
    graph.within('mlp', () => scale(norm(addMlp(graph, input, part), block.mlpOutputNorm)));
  if (mixer === null || mlp === null || block.residual === 'sequential') {
    const sum = mixer === null ? state : graph.add('Add', [state, attend(mixer, norm(state, block.mixerNorm))]);
    const middle = isExtended(block) ? graph.name(sum, `${nameStream(index)}/mixer`) : sum;
    return mlp === null ? middle : graph.add('Add', [middle, transform(mlp, norm(middle, block.mlpNorm))]);
  }
  if (block.residual === 'parallel') {
    const shared = norm(state, block.mixerNorm);
    const own = block.mlpNorm === null ? shared : norm(state, block.mlpNorm);
    return graph.add('Add', [graph.add('Add', [attend(mixer, shared), transform(mlp, own)]), state]);
  }
  if (block.residual === 'post-norm') {
    const middle = norm(graph.add('Add', [state, attend(mixer, state)]), block.mixerNorm);
    return norm(graph.add('Add', [middle, transform(mlp, middle)]), block.mlpNorm);
  }
  const { factors } = block;
  const add = (stream: string, added: string, { stream: kept, added: factor }: ResidualFactors = PLAIN): string =>
    graph.add('Add', [addScale(graph, stream, kept), addScale(graph, added, factor)]);
  const first = norm(state, block.mixerNorm);
  const second = norm(add(first, attend(mixer, first), factors?.mixer), block.mlpNorm);
  return add(second, transform(mlp, second), factors?.mlp);
}

const PLAIN: ResidualFactors = { stream: 1, added: 1 };

function addHead(graph: GraphWriter, state: string, { head, finalNorm, hiddenSize, vocabularySize }: Decoder): void {
  const normed = addOptionalNorm(graph, state, finalNorm, hiddenSize);
  const projected = head.projection === null ? normed : addLinear(graph, normed, head.projection);
  const width = head.projection?.outputs ?? hiddenSize;
  const product = addLinear(graph, projected, {
    weight: head.weight,
    bias: head.bias,
    layout: 'out-in',
    inputs: width,
    outputs: vocabularySize,
  });
  const logits = addLogitScale(graph, product, { head, width, vocabularySize });
  graph.rename(head.softcap === null ? logits : addSoftcap(graph, logits, head.softcap), 'logits');
}

function addLogitScale(
  graph: GraphWriter,
  logits: string,
  { head, width, vocabularySize }: { head: Head; width: number; vocabularySize: number },
): string {
  const scaled = addScale(graph, logits, head.scale);
  if (!head.isNormalized) return scaled;
  const weight = graph.weight({ name: head.weight, dims: [vocabularySize, width] });
  return graph.add('Div', [scaled, graph.add('ReduceL2', [weight, graph.ints([1])], { attributes: { keepdims: 0 } })]);
}

/** Checks that every stored tensor that the graph does not use is known to be irrelevant. */
function checkUnused(used: ReadonlySet<string>, tensors: ReadonlyMap<string, StoredTensor>, ignored: readonly RegExp[]): readonly string[] {
  const left = [...tensors].filter(([name]) => !used.has(name));
  const unknown = left.map(([name]) => name).find((name) => !ignored.some((pattern) => pattern.test(name)));
  if (unknown === undefined) return left.map(([, { name }]) => name);
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `tensor ${unknown} of ${tensors.get(unknown)?.file} is unknown for this architecture, so the model may compute something that Lamina would leave out`,
  );
}

/** The name of the residual stream before a block, by which readers of the graph find its blocks (@lamina/surgery, findBlocks). */
function nameStream(block: number): string {
  return `lamina.stream/${block}`;
}

/** The inputs of all blocks, float[B, S, L, P]. @param state the scaled embedding, float[B, S, d] */
function addPerLayerInputs(
  graph: GraphWriter,
  { tokens, state }: { readonly tokens: string; readonly state: string },
  { weight, rows, scale, projection, projectionScale, norm, size }: PerLayerEmbedding,
): string {
  const byBlock = (value: string): string => graph.add('Reshape', [value, graph.ints([0, 0, -1, size])]);
  const looked = addScale(graph, addLookup(graph, { name: weight, dims: [rows, projection.outputs] }, tokens), scale);
  const projected = addScale(graph, addLinear(graph, state, projection), projectionScale);
  return addScale(graph, graph.add('Add', [addNorm(graph, byBlock(projected), norm, size), byBlock(looked)]), Math.SQRT1_2);
}

/** The stream with what a block makes of its own input. @param inputs of all blocks */
function addPerLayer(
  graph: GraphWriter,
  { state, inputs, index }: { readonly state: string; readonly inputs: string; readonly index: number },
  { gate, activation, projection, norm }: NonNullable<DecoderBlock['perLayer']>,
): string {
  const own = graph.add('Gather', [inputs, graph.ints([index], [])], { attributes: { axis: 2 } });
  const gated = graph.add('Mul', [addActivation(graph, addLinear(graph, state, gate), activation), own]);
  return graph.add('Add', [state, addNorm(graph, addLinear(graph, gated, projection), norm, projection.outputs)]);
}

/** Rows of a table in float32; only the selected rows are cast. */
function addLookup(graph: GraphWriter, table: { readonly name: string; readonly dims: readonly number[] }, rows: string): string {
  const found = graph.add('Gather', [graph.storedWeight(table), rows]);
  return graph.isFloat(table.name) ? found : graph.add('Cast', [found], { attributes: { to: DATA_TYPE.float } });
}
