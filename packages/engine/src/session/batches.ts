import { refuseLongText } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import {
  type FeedFacts,
  feedFactsOf,
  findHiddenSize,
  findVocabularySize,
  measureDeviceNeed,
  measureMemoryNeed,
  type OpenedModel,
} from '@lamina/models';
import { createValueInfo, DATA_TYPE, dataTypeName, type Graph, type Model, type ValueInfo } from '@lamina/onnx';
import { parseCachePort, TOKEN_LOSS_PORTS, widenInputs } from '@lamina/surgery';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import * as ort from 'onnxruntime-node';
import { type ExecutionProvider, findFreeCudaMemory, probeExecutionProvider } from './execution-provider.ts';
import type { SessionOptions } from './session.ts';

/** The rows of one run, right-padded to one width. */
export interface RowBatch {
  /** The index of each row in the given list. */
  readonly rows: readonly number[];
  readonly width: number;
  readonly tokens: TokenBatch;
}

/**
 * Groups token rows into batches of at most `batch` rows of similar length, longest first. Rows are right-padded with id 0, which the mask hides.
 *
 * @param tokens the largest number of tokens in one batch, padding included; a longer row is a batch of its own
 */
export function formBatches(sequences: readonly TokenRow[], batch: number, tokens: number = Number.POSITIVE_INFINITY): readonly RowBatch[] {
  // The largest batch comes first, so that missing memory shows at once. The sort is stable: rows of equal length keep their order.
  const lengthOf = (row: number): number => getAt(sequences, row).ids.length;
  const order = [...sequences.keys()].sort((a, b) => lengthOf(b) - lengthOf(a));
  const batches: RowBatch[] = [];
  for (let first = 0; first < order.length; ) {
    const count = Math.max(1, Math.min(batch, Math.floor(tokens / Math.max(1, lengthOf(getAt(order, first))))));
    batches.push(formBatch(order.slice(first, first + count), sequences));
    first += count;
  }
  return batches;
}

function formBatch(rows: readonly number[], sequences: readonly TokenRow[]): RowBatch {
  const batched = rows.map((row) => getAt(sequences, row));
  const lengths = batched.map(({ ids }) => ids.length);
  const width = Math.max(...lengths);
  const pad = (values: readonly number[]): readonly number[] => [...values, ...new Array<number>(width - values.length).fill(0)];
  const ids = batched.map((row) => pad(row.ids));
  const labels = batched.map((row) => pad([...row.ids.slice(1), row.next]));
  return { rows, width, tokens: { ids, labels, lengths } };
}

/** The outputs of a run, by name. */
export type Outputs = InferenceSession.OnnxValueMapType;

/** The rows of one batch, longest first, and their places in the given list. */
export interface RanBatch {
  /** The index of each row in the given list. */
  readonly rows: readonly number[];
  readonly lengths: readonly number[];
  /** The width to which all rows were padded. */
  readonly width: number;
  readonly outputs: Outputs;
}

/** The float values of an output. */
export function floatsOf(outputs: Outputs, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`output ${name} is missing or not float32`);
}

/** Gets an output that must exist. */
export function tensorOf(outputs: Outputs, name: string): Tensor {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`output ${name} is missing`);
  return tensor;
}

/** The tokens of one row that the model reads, and the token that comes next (0 where it is not needed). */
interface TokenRow {
  readonly ids: readonly number[];
  readonly next: number;
}

/** The token rows of one run, right-padded to one width. */
export interface TokenBatch {
  /** int[batch][width] */
  readonly ids: readonly (readonly number[])[];
  /** int64[batch][width]: the token that each position has to predict */
  readonly labels: readonly (readonly number[])[];
  /** The number of real tokens in each row; the rest is padding on the right. */
  readonly lengths: readonly number[];
  /** The number of earlier positions that the caches of every row hold, default 0. The caller feeds the caches. */
  readonly past?: number;
  /** The number of real tokens in the past of each row, by default all of it; the rest is padding on its right. */
  readonly pastLengths?: readonly number[];
}

/** Inputs whose name has the same meaning in every export. */
const KNOWN_INPUTS: Readonly<Record<string, (input: ValueInfo, batch: TokenBatch) => ort.Tensor | undefined>> = {
  // The shape may also be [3, batch, sequence]: time, height and width of multimodal rotary positions, which are equal for text.
  position_ids: (input, batch) => fillRows(input, batch, (position, row) => tokensBefore(batch, row) + position),
  token_type_ids: (input, batch) => fillRows(input, batch, () => 0),
  // The places of the tokens in the cache: one row for all, or one row each.
  cache_position: (input, batch) => fillRows(input, batch, (position) => pastOf(batch) + position),
  // 0 means: the logits of all positions.
  num_logits_to_keep: (input) => oneNumber(input, 0),
  logits_to_keep: (input) => oneNumber(input, 0),
  past_sequence_length: (input, batch) => oneNumber(input, pastOf(batch)),
  total_sequence_length: (input, batch) => oneNumber(input, pastOf(batch) + widthOf(batch)),
  use_cache_branch: (input, batch) => oneNumber(input, pastOf(batch) > 0 ? 1 : 0),
  // The row whose cache each row continues: its own.
  beam_idx: (input, batch) => (rankOf(input, 1) === 1 ? integerTensor(input, [batch.ids.length], [...batch.ids.keys()]) : undefined),
};

function widthOf(batch: TokenBatch): number {
  return getAt(batch.ids, 0).length;
}

function pastOf({ past = 0 }: TokenBatch): number {
  return past;
}

function tokensBefore(batch: TokenBatch, row: number): number {
  return batch.pastLengths?.[row] ?? pastOf(batch);
}

/**
 * Repeats numbers for every leading extent: [batch, sequence] or [n, batch, sequence]. An input of shape [sequence] gets the numbers of the first
 * row, which all rows share.
 */
function fillRows(input: ValueInfo, batch: TokenBatch, value: (position: number, row: number) => number): ort.Tensor | undefined {
  const width = widthOf(batch);
  const leading = input.dims?.[0];
  const extents: Readonly<Record<number, readonly number[] | undefined>> = {
    1: [width],
    2: [batch.ids.length, width],
    3: typeof leading === 'number' ? [leading, batch.ids.length, width] : undefined,
  };
  const dims = extents[rankOf(input, 2)];
  if (!dims) return undefined;
  const count = dims.reduce((product, extent) => product * extent, 1);
  return integerTensor(
    input,
    dims,
    Array.from({ length: count }, (_, cell) => value(cell % width, Math.floor(cell / width) % batch.ids.length)),
  );
}

/** A scalar; a vector of one number where the input is a vector. */
function oneNumber(input: ValueInfo, value: number): ort.Tensor | undefined {
  const rank = rankOf(input, 0);
  return rank > 1 ? undefined : integerTensor(input, rank === 0 ? [] : [1], [value]);
}

const LENGTH_SYMBOL = /past|seq|len|total/i;
const BATCH_SYMBOL = /^batch(_?size)?$/i;
const HEADS_SYMBOL = /batch.*head/i;

/**
 * The feeds of every input of a graph: tokens, mask, positions from the end of the past, caches (empty without a past, zeros with one), and labels
 * where the graph has such an input.
 *
 * @throws AppError MODEL_UNSUPPORTED, naming the input, where the meaning or the size of an input is uncertain, and for a text beyond the model's limit.
 */
export function buildFeeds(graph: Graph, batch: TokenBatch, facts: FeedFacts): Record<string, ort.Tensor> {
  refuseLongText(facts.longestText, Math.max(...batch.lengths.map((length, row) => tokensBefore(batch, row) + length)));
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const feeds: Record<string, ort.Tensor> = {};
  for (const input of graph.inputs) if (!weights.has(input.name)) feeds[input.name] = buildFeed(input, batch, facts);
  return feeds;
}

function buildFeed(input: ValueInfo, batch: TokenBatch, facts: FeedFacts): ort.Tensor {
  const grid = (value: (row: number, column: number) => number, width = widthOf(batch)): ort.Tensor =>
    integerTensor(
      input,
      [batch.ids.length, width],
      Array.from({ length: batch.ids.length * width }, (_, cell) => value(Math.floor(cell / width), cell % width)),
    );
  if (input.name === 'input_ids') return grid((row, column) => getAt(getAt(batch.ids, row), column));
  if (input.name === 'attention_mask' && rankOf(input, 2) === 2) {
    const past = pastOf(batch);
    const isRead = (row: number, column: number): boolean =>
      column < past ? column < tokensBefore(batch, row) : column - past < getAt(batch.lengths, row);
    return grid((row, column) => (isRead(row, column) ? 1 : 0), past + widthOf(batch));
  }
  if (input.name === TOKEN_LOSS_PORTS.labels) return grid((row, column) => getAt(getAt(batch.labels, row), column));
  const made = KNOWN_INPUTS[input.name]?.(input, batch);
  if (made) return made;
  if (parseCachePort(input.name)) return blankCache(input, batch, facts);
  if (input.name === 'inputs_embeds')
    throw new AppError(
      'MODEL_UNSUPPORTED',
      'the model reads embeddings (inputs_embeds), not tokens; export it with its embedding, so that it reads input_ids',
    );
  const shape = input.dims ? `[${input.dims.map((extent) => extent ?? '?').join(', ')}]` : 'of unknown rank';
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the model has an unknown input: ${input.name} ${shape}; export it for text generation (input_ids, attention_mask, position_ids, past_key_values)`,
  );
}

/** The rank that an input states, or else the rank of its kind. */
function rankOf(input: ValueInfo, usual: number): number {
  return input.dims?.length ?? usual;
}

/** Sessions take half-precision inputs as float32 (widenInputs). */
function isFloat({ elementType }: ValueInfo): boolean {
  return elementType === DATA_TYPE.float || elementType === DATA_TYPE.float16 || elementType === DATA_TYPE.bfloat16;
}

function nameElementType({ elementType }: ValueInfo): string {
  return elementType === null ? 'none' : dataTypeName(elementType);
}

function integerTensor(input: ValueInfo, dims: readonly number[], values: readonly number[]): ort.Tensor {
  if (input.elementType === DATA_TYPE.int32) return new ort.Tensor('int32', Int32Array.from(values), dims);
  if (input.elementType === DATA_TYPE.bool) return new ort.Tensor('bool', Uint8Array.from(values), dims);
  if (isFloat(input)) return new ort.Tensor('float32', Float32Array.from(values), dims);
  if (input.elementType === DATA_TYPE.int64) return new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  throw new AppError('MODEL_UNSUPPORTED', `input ${input.name} has element type ${nameElementType(input)}; expected int64 or int32`);
}

function blankCache(input: ValueInfo, batch: TokenBatch, facts: FeedFacts): ort.Tensor {
  const batchSize = batch.ids.length;
  const sizeOf = (symbol: string, axis: number): number | null => {
    // Bloom before transformers 4.44: [batch_size x num_heads, head size, past].
    if (axis === 0 && HEADS_SYMBOL.test(symbol)) return facts.heads === undefined ? null : batchSize * facts.heads;
    if (axis === 0 || BATCH_SYMBOL.test(symbol)) return batchSize;
    if (LENGTH_SYMBOL.test(symbol)) return pastOf(batch);
    // Only keys and values have the head size as their last extent. Other states have extents of their own.
    return input.dims?.length === 4 && axis === 3 ? facts.headSize : null;
  };
  // An input without a stated shape is a scalar here.
  const dims = (input.dims ?? []).map((extent, axis) => {
    if (typeof extent === 'number' && extent >= 0) return extent;
    // Exporters may leave an extent without a name.
    const symbol = extent === null ? '' : String(extent);
    const size = sizeOf(symbol, axis);
    if (size !== null) return size;
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `the size "${symbol}" of input ${input.name} is unknown; put config.json (head_dim, or hidden_size and num_attention_heads) beside the model, or export it with fixed extents`,
    );
  });
  const size = dims.reduce((product, extent) => product * extent, 1);
  if (isFloat(input)) return new ort.Tensor('float32', new Float32Array(size), dims);
  if (input.elementType === DATA_TYPE.int8) return new ort.Tensor('int8', new Int8Array(size), dims);
  if (input.elementType === DATA_TYPE.uint8) return new ort.Tensor('uint8', new Uint8Array(size), dims);
  if (input.elementType === DATA_TYPE.int64) return new ort.Tensor('int64', new BigInt64Array(size), dims);
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `cache input ${input.name} has element type ${nameElementType(input)}, which is not supported for caches; export it with float32 or float16 caches`,
  );
}

/** A graph with only the inputs that the parts of a model read: the inputs of the model, in the types that sessions take, and the labels of its losses. */
export function describeInterface(model: Model): Graph {
  const labels = createValueInfo(TOKEN_LOSS_PORTS.labels, DATA_TYPE.int64, ['batch_size', 'sequence_length']);
  const { graph } = widenInputs(model);
  return { ...graph, inputs: [...graph.inputs, labels] };
}

const FLOAT_BYTES = 4;
/** A state as it is, in the stack of all states, and in the transposed stack. */
const COPIES_OF_STATES = 3;
/** Tensors inside a block that exist at the same time: gate, up, their product, and what is rounded or transposed on the way. */
const TENSORS_OF_BLOCK = 6;
/** The scores, the masked scores, and their softmax. */
const COPIES_OF_SCORES = 3;
/** The logits, their exponentials, and their logarithms. */
const COPIES_OF_LOGITS = 3;

/**
 * The memory that one token of a run takes at most, in bytes: what stays, and the larger of one block and the head, which do not run at the same time.
 *
 *     4 · (3 · states · hidden + max(6 · block width + 3 · heads · window, 3 · vocabulary))
 */
export function countBytesPerToken({ states, hiddenSize, blockWidth, heads, window, vocabularySize }: RunSizes): number {
  const block = TENSORS_OF_BLOCK * Math.max(blockWidth, hiddenSize) + COPIES_OF_SCORES * heads * window;
  return FLOAT_BYTES * (COPIES_OF_STATES * states * hiddenSize + Math.max(block, COPIES_OF_LOGITS * vocabularySize));
}

/** The memory of a device, and what runs in it. */
interface DeviceRoom {
  readonly provider: ExecutionProvider;
  /** The free memory of the device, in bytes; null where it is unknown. */
  readonly freeBytes: number | null;
  /** Bytes of it that the weights will take. */
  readonly weightBytes: number;
  readonly bytesPerToken: number;
  /** The number of tokens that was measured to be best on processors. */
  readonly onProcessor: number;
}

/** The memory for the tokens of a run where the free memory is unknown. WebGPU tells neither its memory nor, through ONNX Runtime, its limits. */
const ROOM_WHERE_UNKNOWN = 1024 ** 3;
/** The arena of ONNX Runtime grows in powers of two, so it may hold twice what a run needs. */
const USABLE_SHARE = 0.5;
/** A product of this many rows fills a GPU. Divergences pass a row of the width of the vocabulary for each of these tokens through JavaScript. */
const MAX_TOKENS = 4096;

/**
 * The number of tokens for one run. On a GPU it follows the free memory, in powers of two, so that a continued run meets the same batches although a little
 * more or less memory is free. It may be less than one window; a run then has one.
 */
export function chooseBatchTokens({ provider, freeBytes, weightBytes, bytesPerToken, onProcessor }: DeviceRoom): number {
  if (provider === 'cpu') return onProcessor;
  const room = freeBytes === null ? ROOM_WHERE_UNKNOWN : USABLE_SHARE * Math.max(0, freeBytes - weightBytes);
  return 2 ** Math.floor(Math.log2(Math.min(MAX_TOKENS, Math.max(1, room / bytesPerToken))));
}

/** The sizes of a model that decide how much memory the tokens of one run take. */
interface RunSizes {
  /** The number of hidden states that stay until the end of a run, to be compared with each other; 0 where none stays. */
  readonly states: number;
  readonly hiddenSize: number;
  /** The width of the widest tensor inside a block, per token: usually the inner width of the MLP. */
  readonly blockWidth: number;
  readonly heads: number;
  /** The number of keys that a token may attend to: the length of the window. */
  readonly window: number;
  /** The number of logits per token; 0 where the head does not run. */
  readonly vocabularySize: number;
}

/** Where config.json does not tell the number of heads. */
const USUAL_HEAD_SIZE = 64;

/** The part of a run that is asked for. */
interface BatchRequest extends Pick<DeviceRoom, 'weightBytes' | 'onProcessor'> {
  readonly window: number;
  /** Whether hidden states stay until they are compared. */
  readonly keepsStates: boolean;
  readonly losses: boolean;
  readonly providers: readonly ExecutionProvider[] | undefined;
}

/** The number of tokens for one run on the provider that will be used. @throws AppError RUNTIME_FAILED where no wanted provider works */
export async function findBatchTokens(
  opened: OpenedModel,
  { window, keepsStates, losses, providers, ...room }: BatchRequest,
): Promise<number> {
  const { provider } = await probeExecutionProvider(providers);
  const freeBytes = provider === 'cuda' ? await findFreeCudaMemory() : null;
  const hiddenSize = findHiddenSize(opened);
  // Without a known vocabulary, the head's matrix counts as one of a block.
  const vocabularySize = findVocabularySize(opened) ?? 0;
  const bytesPerToken = countBytesPerToken({
    // The states, and the last one after its norm.
    states: keepsStates ? opened.structure.boundaries.length + 1 : 0,
    hiddenSize,
    blockWidth: findBlockWidth(opened, vocabularySize),
    heads: feedFactsOf(opened).heads ?? Math.ceil(hiddenSize / USUAL_HEAD_SIZE),
    window,
    vocabularySize: losses ? vocabularySize : 0,
  });
  return chooseBatchTokens({ ...room, provider, freeBytes, bytesPerToken });
}

/** The memory that a model takes on the provider that will be used. @throws AppError RUNTIME_FAILED where no wanted provider works */
export async function findMemoryNeed(
  opened: OpenedModel,
  { providers }: Pick<SessionOptions, 'providers'>,
): Promise<ReturnType<typeof measureMemoryNeed>> {
  const { provider } = await probeExecutionProvider(providers);
  if (provider === 'cpu') return measureMemoryNeed(opened);
  return measureDeviceNeed(opened, provider === 'cuda' ? await findFreeCudaMemory() : null);
}

/** The largest extent of the matrices that products read, except the vocabulary. Lookups read tables of positions, which may be long. */
function findBlockWidth({ mapped }: OpenedModel, vocabularySize: number): number {
  const { nodes, initializers } = mapped.model.graph;
  const read = new Set(nodes.flatMap(({ opType, inputs }) => (opType === 'Gather' ? [] : inputs)));
  const extents = initializers
    .filter(({ name, dims }) => dims.length === 2 && read.has(name))
    .flatMap(({ dims }) => dims.filter((extent) => extent !== vocabularySize));
  return Math.max(0, ...extents);
}
