import { AppError } from '@lamina/errors';
import { DATA_TYPE, dataTypeName, type Graph, type ValueInfo } from '@lamina/onnx';
import { parseCachePort, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import * as ort from 'onnxruntime-node';

/** Tokens the model reads in one row, and the token that would come next (0 where nothing asks for it). */
export interface TokenRow {
  readonly ids: readonly number[];
  readonly next: number;
}

/** Token rows of one run, right-padded to one width. */
export interface TokenBatch {
  /** int[batch][width] */
  readonly ids: readonly (readonly number[])[];
  /** int64[batch][width]: what each position has to predict */
  readonly labels: readonly (readonly number[])[];
  /** Real tokens of each row; the rest is padding on the right. */
  readonly lengths: readonly number[];
}

/** What the feeds need beyond the graph. */
export interface FeedFacts {
  /** Size of an attention head, for exports that leave the last extent of their caches symbolic. */
  readonly headSize: number | null;
}

const LENGTH_SYMBOL = /past|seq|len|total/i;
const BATCH_SYMBOL = /batch/i;

/**
 * Feeds for every input of a graph: tokens, mask, positions 0 … T−1, empty caches, and labels where the graph asks for them.
 * @throws AppError MODEL_UNSUPPORTED for an input that no decoder export is known to have.
 */
export function buildFeeds(graph: Graph, batch: TokenBatch, facts: FeedFacts): Record<string, ort.Tensor> {
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const feeds: Record<string, ort.Tensor> = {};
  for (const input of graph.inputs) if (!weights.has(input.name)) feeds[input.name] = buildFeed(input, batch, facts);
  return feeds;
}

function buildFeed(input: ValueInfo, batch: TokenBatch, facts: FeedFacts): ort.Tensor {
  const width = batch.ids[0]?.length ?? 0;
  const grid = (value: (row: number, column: number) => number): ort.Tensor =>
    integerTensor(
      input,
      [batch.ids.length, width],
      Array.from({ length: batch.ids.length * width }, (_, cell) => value(Math.floor(cell / width), cell % width)),
    );
  if (input.name === 'input_ids') return grid((row, column) => batch.ids[row]?.[column] ?? 0);
  if (input.name === 'attention_mask') return grid((row, column) => (column < (batch.lengths[row] ?? 0) ? 1 : 0));
  if (input.name === 'position_ids') return grid((_, column) => column);
  if (input.name === TOKEN_LOSS_PORTS.labels) return grid((row, column) => batch.labels[row]?.[column] ?? 0);
  if (input.name === 'num_logits_to_keep') return integerTensor(input, [], [0]);
  if (parseCachePort(input.name)) return emptyCache(input, batch.ids.length, facts);
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the model has an input that decoder exports do not have: ${input.name}; export it for text generation (input_ids, attention_mask, position_ids, past_key_values)`,
  );
}

function integerTensor(input: ValueInfo, dims: readonly number[], values: readonly number[]): ort.Tensor {
  if (input.elementType === DATA_TYPE.int32) return new ort.Tensor('int32', Int32Array.from(values), dims);
  if (input.elementType === DATA_TYPE.bool) return new ort.Tensor('bool', Uint8Array.from(values), dims);
  if (input.elementType === DATA_TYPE.float) return new ort.Tensor('float32', Float32Array.from(values), dims);
  if (input.elementType === DATA_TYPE.int64) return new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `input ${input.name} has element type ${dataTypeName(input.elementType ?? 0)}; int64 or int32 is expected`,
  );
}

function emptyCache(input: ValueInfo, batchSize: number, facts: FeedFacts): ort.Tensor {
  const dims = (input.dims ?? []).map((extent, axis) => {
    if (typeof extent === 'number' && extent >= 0) return extent;
    const symbol = String(extent ?? '');
    if (axis === 0 || BATCH_SYMBOL.test(symbol)) return batchSize;
    if (LENGTH_SYMBOL.test(symbol)) return 0;
    if (facts.headSize !== null) return facts.headSize;
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `the extent "${symbol}" of input ${input.name} is unknown; put config.json (head_dim, or hidden_size and num_attention_heads) beside the model`,
    );
  });
  const size = dims.reduce((product, extent) => product * extent, 1);
  if (input.elementType === DATA_TYPE.float16) {
    // onnxruntime-node 1.30 on Node 24 cannot pass fp16 data, but passes tensors without any (onnxruntime issue 26791).
    if (size > 0)
      throw new AppError('MODEL_UNSUPPORTED', `input ${input.name} is a float16 state of fixed size, which this runtime cannot be given`);
    return new ort.Tensor('float16', new Uint16Array(0), dims);
  }
  if (input.elementType === DATA_TYPE.int8) return new ort.Tensor('int8', new Int8Array(size), dims);
  if (input.elementType === DATA_TYPE.uint8) return new ort.Tensor('uint8', new Uint8Array(size), dims);
  return new ort.Tensor('float32', new Float32Array(size), dims);
}
