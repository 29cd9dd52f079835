import { AppError } from '@lamina/errors';
import { createValueInfo, DATA_TYPE, type Model, type ValueInfo } from '@lamina/onnx';
import type { Decoder, DecoderBlock, Head, Norm } from '../architectures/decoder.ts';
import type { Checkpoint, StoredTensor } from '../checkpoint.ts';
import { addAttention, type MixTokens } from './add-attention.ts';
import { addLinear } from './add-linear.ts';
import { addMlp } from './add-mlp.ts';
import { addNorm } from './add-norm.ts';
import { addSoftcap } from './add-shares.ts';
import { CachedPlaces, INPUTS } from './cached-places.ts';
import { FixedPlaces } from './fixed-places.ts';
import { GraphWriter, MICROSOFT } from './graph-writer.ts';
import { mixWindow } from './mix-window.ts';
import { type CacheNames, mixWithCache } from './mix-with-cache.ts';
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
  const caches = decoder.blocks
    .map((block, index) => ({ block, names: nameCaches(index) }))
    .filter(({ block }) => block.absent !== 'attention');
  addBody(graph, places, decoder, (index) => mixWithCache(places, nameCaches(index)));
  const [past, present] = ['past_sequence_length', 'past_sequence_length + sequence_length'];
  const describe = (length: string, nameCache: (names: CacheNames) => readonly [key: string, value: string]): readonly ValueInfo[] =>
    caches.flatMap(({ block: { attention }, names }) => {
      const [key, value] = nameCache(names);
      const dims = (size: number) => ['batch_size', attention.keyHeads, length, size];
      return [
        createValueInfo(key, DATA_TYPE.float, dims(attention.headSize)),
        createValueInfo(value, DATA_TYPE.float, dims(attention.valueSize)),
      ];
    });
  return {
    inputs: [
      createValueInfo(INPUTS.tokens, DATA_TYPE.int64, TOKEN_DIMS),
      createValueInfo(INPUTS.mask, DATA_TYPE.int64, ['batch_size', present]),
      ...(places.readsPositions ? [createValueInfo(INPUTS.positions, DATA_TYPE.int64, TOKEN_DIMS)] : []),
      ...describe(past, ({ pastKey, pastValue }) => [pastKey, pastValue]),
    ],
    outputs: [describeLogits(decoder), ...describe(present, ({ presentKey, presentValue }) => [presentKey, presentValue])],
  };
}

function addWindowBody(graph: GraphWriter, decoder: Decoder, windowTokens: number): Interface {
  const places = new FixedPlaces(graph, windowTokens);
  addBody(graph, places, decoder, () => mixWindow(places));
  return { inputs: [createValueInfo(INPUTS.tokens, DATA_TYPE.int64, ['batch_size', windowTokens])], outputs: [describeLogits(decoder)] };
}

const TOKEN_DIMS = ['batch_size', 'sequence_length'];

function describeLogits({ vocabularySize }: Decoder): ValueInfo {
  return createValueInfo('logits', DATA_TYPE.float, [...TOKEN_DIMS, vocabularySize]);
}

function addBody(graph: GraphWriter, places: TokenPlaces, decoder: Decoder, mixOf: (block: number) => MixTokens): void {
  let state = graph.within('embedding', () => addEmbedding(graph, places, decoder));
  for (const [index, block] of decoder.blocks.entries()) {
    const input = { state, block, mix: mixOf(index), width: decoder.hiddenSize };
    state = graph.within(`block.${index}`, () => addBlock(graph, places, input));
  }
  graph.within('head', () => addHead(graph, state, decoder));
}

function addEmbedding(graph: GraphWriter, places: TokenPlaces, { embedding, vocabularySize, hiddenSize }: Decoder): string {
  const width = embedding.projection?.inputs ?? hiddenSize;
  const looked = addLookup(graph, { name: embedding.weight, dims: [vocabularySize, width] }, INPUTS.tokens);
  const scaled = embedding.scale === 1 ? looked : graph.add('Mul', [looked, graph.float(embedding.scale)]);
  const projected = embedding.projection === null ? scaled : addLinear(graph, scaled, embedding.projection);
  const { positions } = embedding;
  if (positions === null) return addOptionalNorm(graph, projected, embedding.norm, hiddenSize);
  const rows = positions.offset === 0 ? places.positions() : graph.add('Add', [places.positions(), graph.ints([positions.offset], [])]);
  const rowsOf = addLookup(graph, { name: positions.weight, dims: [positions.rows, hiddenSize] }, rows);
  return addOptionalNorm(graph, graph.add('Add', [projected, rowsOf]), embedding.norm, hiddenSize);
}

/** Rows of a table in float32; only the selected rows are cast. */
function addLookup(graph: GraphWriter, table: { readonly name: string; readonly dims: readonly number[] }, rows: string): string {
  const found = graph.add('Gather', [graph.storedWeight(table), rows]);
  return graph.isFloat(table.name) ? found : graph.add('Cast', [found], { attributes: { to: DATA_TYPE.float } });
}

function addOptionalNorm(graph: GraphWriter, input: string, norm: Norm | null, width: number): string {
  return norm === null ? input : addNorm(graph, input, norm, width);
}

interface BlockInput {
  readonly state: string;
  readonly block: DecoderBlock;
  readonly mix: MixTokens;
  /** d */
  readonly width: number;
}

function addBlock(graph: GraphWriter, places: TokenPlaces, { state, block, mix, width }: BlockInput): string {
  const norm = (input: string, which: Norm | null): string => addOptionalNorm(graph, input, which, width);
  const scale = (value: string): string =>
    block.residualScale === 1 ? value : graph.add('Mul', [value, graph.float(block.residualScale)]);
  const attend = (input: string): string =>
    graph.within('attention', () =>
      scale(norm(addAttention(graph, places, { input, attention: block.attention, mix }), block.attentionOutputNorm)),
    );
  const transform = (input: string): string => graph.within('mlp', () => scale(norm(addMlp(graph, input, block.mlp), block.mlpOutputNorm)));
  if (block.residual === 'parallel') {
    const shared = norm(state, block.attentionNorm);
    const own = block.mlpNorm === null ? shared : norm(state, block.mlpNorm);
    return graph.add('Add', [graph.add('Add', [attend(shared), transform(own)]), state]);
  }
  if (block.residual === 'post-norm') {
    const middle = norm(graph.add('Add', [state, attend(state)]), block.attentionNorm);
    return norm(graph.add('Add', [middle, transform(middle)]), block.mlpNorm);
  }
  if (block.residual === 'normed') {
    const first = norm(state, block.attentionNorm);
    const second = norm(graph.add('Add', [first, attend(first)]), block.mlpNorm);
    return graph.add('Add', [second, transform(second)]);
  }
  const middle = block.absent === 'attention' ? state : graph.add('Add', [state, attend(norm(state, block.attentionNorm))]);
  if (block.absent === 'mlp') return middle;
  return graph.add('Add', [middle, transform(norm(middle, block.mlpNorm))]);
}

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
  const scaled = head.scale === 1 ? logits : graph.add('Mul', [logits, graph.float(head.scale)]);
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

function nameCaches(block: number): CacheNames {
  return {
    pastKey: `past_key_values.${block}.key`,
    pastValue: `past_key_values.${block}.value`,
    presentKey: `present.${block}.key`,
    presentValue: `present.${block}.value`,
  };
}
