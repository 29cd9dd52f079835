import { freemem } from 'node:os';
import { findLongestText } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { DATA_TYPE, dataTypeName, elementCount, findElementBits, type Graph } from '@lamina/onnx';
import { countWeights, findInteger } from '@lamina/surgery';
import type { ModelSource } from '../locate/model-source.ts';
import type { OpenedModel } from '../open/open-model.ts';
import type { TextEncoder } from '../text/windows.ts';
import { measurePacked } from '../weights/packed-file.ts';

/** The width of the residual stream: that of a checkpoint's description; in an ONNX file, the length of a vector that scales or shifts the stream. */
export function findHiddenSize({ structure, source, checkpoint }: OpenedModel): number {
  if (checkpoint !== null) return checkpoint.decoder.hiddenSize;
  const { graph } = structure.model;
  const info = [...graph.valueInfo, ...graph.outputs].find(
    ({ name, dims }) => structure.boundaries.includes(name) && typeof dims?.at(-1) === 'number',
  );
  const extent = info?.dims?.at(-1);
  if (typeof extent === 'number') return extent;
  const vectors = new Map(
    graph.initializers.filter(({ dims }) => dims.length === 1 && getAt(dims, 0) > 1).map(({ name, dims }) => [name, getAt(dims, 0)]),
  );
  const counts = new Map<number, number>();
  for (const node of graph.nodes) {
    if (!/Normalization$|^Mul$/.test(node.opType)) continue;
    for (const input of node.inputs) {
      const length = vectors.get(input);
      // A length that was not seen yet has no count.
      if (length !== undefined) counts.set(length, (counts.get(length) ?? 0) + 1);
    }
  }
  const [common] = [...counts].sort(([, a], [, b]) => b - a);
  // 0 where neither the graph nor config.json says it.
  return common?.[0] ?? findConfigNumber(source, ['hidden_size', 'n_embd', 'd_model']) ?? 0;
}

/** The width of the logits, or else what config.json says; null where both are unknown. */
export function findVocabularySize({ structure, source }: Pick<OpenedModel, 'structure' | 'source'>): number | null {
  const extent = structure.model.graph.outputs.find(({ name }) => name === structure.logits)?.dims?.at(-1);
  return typeof extent === 'number' ? extent : (findConfigNumber(source, ['vocab_size']) ?? null);
}

/** The extents of input_ids that an export fixed; null where an extent is free. */
export interface FixedShape {
  readonly rows: number | null;
  readonly width: number | null;
}

/** The shape that a graph states for its tokens. A trace may be fixed to a shape that it does not state. */
export function findFixedShape(graph: Graph): FixedShape {
  // An input of unknown rank fixes nothing.
  const [rows, width] = graph.inputs.find(({ name }) => name === 'input_ids')?.dims ?? [];
  const fixed = (extent: number | string | null | undefined): number | null => (typeof extent === 'number' && extent > 0 ? extent : null);
  return { rows: fixed(rows), width: fixed(width) };
}

/** The memory that a model takes, and the memory that it may take, in bytes. */
interface MemoryNeed {
  /** With all weights in memory. */
  readonly neededBytes: number;
  /** With weights that stay in their file, and are read from there in every pass. */
  readonly leastBytes: number;
  readonly availableBytes: number;
  /** Whether all weights fit. */
  readonly fits: boolean;
  /** The memory that the model would take with weights of fewer bits, the most bits first. */
  readonly smaller: readonly { readonly bits: number; readonly neededBytes: number }[];
}

type MeasuredModel = Pick<OpenedModel, 'mapped' | 'coded'>;

/** For activations, and for what sessions keep beside the weights. */
const SPARE = 1.2;
/** The memory of the program and of ONNX Runtime. */
const RUNTIME_BYTES = 0.4e9;
const FLOAT_BYTES = 4;
const GIGABYTE = 1e9;
/** Bits of a packed weight with the numbers of its block, by the bits of its code. */
const PACKED_BITS = [
  [8, 8.5],
  [4, 4.6],
] as const;
const FLOATS: ReadonlySet<number> = new Set([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16, DATA_TYPE.double]);

/** The bytes of all weights as a GPU holds them: float16 as they are, all others as float32. */
export function countDeviceBytes({ mapped }: Pick<OpenedModel, 'mapped'>): number {
  const bytesOf = (dataType: number): number => (dataType === DATA_TYPE.float16 ? FLOAT_BYTES / 2 : FLOAT_BYTES);
  return mapped.model.graph.initializers.reduce((sum, tensor) => sum + bytesOf(tensor.dataType) * elementCount(tensor), 0);
}

function countElements({ initializers }: Graph): number {
  return initializers.reduce((sum, tensor) => sum + elementCount(tensor), 0);
}

function countLargest({ initializers }: Graph): number {
  return initializers.reduce((largest, tensor) => Math.max(largest, elementCount(tensor)), 0);
}

/** Packed weights stay as they are, and floats are float32. Weights of an ONNX file that are no floats have their own size. */
function countWeightBytes({ mapped, coded }: MeasuredModel): number {
  if (coded !== null) return measurePacked(coded);
  return mapped.model.graph.initializers.reduce((sum, tensor) => {
    const bytes = FLOATS.has(tensor.dataType) ? FLOAT_BYTES : (findElementBits(tensor.dataType) ?? 8) / 8; // Texts are no weights.
    return sum + bytes * elementCount(tensor);
  }, 0);
}

/** Measures the need on a processor from the header of a model; no weight is read. */
export function measureMemoryNeed(opened: MeasuredModel, availableBytes: number = findAvailableMemory()): MemoryNeed {
  const needOf = (bytes: number): number => RUNTIME_BYTES + SPARE * bytes;
  const neededBytes = needOf(countWeightBytes(opened));
  const { graph } = opened.mapped.model;
  const elements = countElements(graph);
  const smaller = PACKED_BITS.map(([bits, packed]) => ({ bits, neededBytes: needOf((packed / 8) * elements) }));
  return {
    neededBytes,
    // One weight at a time becomes float32; of a packed one, a tile.
    leastBytes: Math.min(neededBytes, RUNTIME_BYTES + (opened.coded === null ? FLOAT_BYTES * countLargest(graph) : 0)),
    availableBytes,
    fits: neededBytes <= availableBytes,
    smaller: smaller.filter((form) => form.neededBytes < neededBytes),
  };
}

/** Measures the need on a GPU. @param freeBytes of the device; null where they are unknown: the model then counts as fitting */
export function measureDeviceNeed(opened: Pick<OpenedModel, 'mapped'>, freeBytes: number | null): MemoryNeed {
  const neededBytes = SPARE * countDeviceBytes(opened);
  const availableBytes = freeBytes ?? Number.POSITIVE_INFINITY;
  const leastBytes = FLOAT_BYTES * countLargest(opened.mapped.model.graph);
  return { neededBytes, leastBytes, availableBytes, fits: neededBytes <= availableBytes, smaller: [] };
}

/** The free memory of the machine, within the limit of its container. Files in memory count as free, because the system drops them when it needs room. */
function findAvailableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(freemem(), Math.max(0, limit - process.memoryUsage.rss())) : freemem();
}

function inGigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`;
}

/** The need in words, in gigabytes, with what would fit. */
export function describeMemoryNeed({ neededBytes, availableBytes, smaller }: MemoryNeed): string {
  const need = `the model takes ${inGigabytes(neededBytes)} in memory, and ${inGigabytes(availableBytes)} are free`;
  const fitting = smaller.find((form) => form.neededBytes <= availableBytes);
  if (fitting === undefined) return need;
  return `${need}; with weights of ${fitting.bits} bits (lamina quantize) it would take ${inGigabytes(fitting.neededBytes)} and fit`;
}

/** Refuses a model that does not fit although its weights stay in their file. @throws AppError MODEL_TOO_LARGE */
export function requireMemory(need: MemoryNeed): void {
  if (need.leastBytes <= need.availableBytes) return;
  throw new AppError(
    'MODEL_TOO_LARGE',
    `${describeMemoryNeed(need)}; at least ${inGigabytes(need.leastBytes)} must be free, so that weights can be read from the disk while it computes; close other programs, or use a machine with more memory`,
  );
}

/** The number of weights of a graph. */
export function countParameters(graph: Graph): number {
  return [...countWeights(graph).values()].reduce((sum, count) => sum + count, 0);
}

/** The largest number of tokens that a model reads, as config.json states it. */
export function findContextLength(source: ModelSource): number | undefined {
  return findConfigNumber(source, ['n_positions', 'max_position_embeddings', 'n_ctx']);
}

/** The length that lm-evaluation-harness takes where no other is known. */
const DEFAULT_MAX_LENGTH = 2048;

/**
 * The largest number of tokens that a model reads, found as lm-evaluation-harness 0.4.13 finds it (lm_eval/models/utils.py): config.json, then the
 * tokenizer, then 2048.
 */
export function findMaxLength(source: ModelSource, tokenizer: TextEncoder): number {
  return findContextLength(source) ?? tokenizer.maxLength ?? DEFAULT_MAX_LENGTH;
}

/** The first of several numbers that config.json states. Multimodal models nest them in text_config, so that is read first. */
export function findConfigNumber(source: ModelSource, names: readonly string[]): number | undefined {
  const nested = source.config.text_config;
  const places = [typeof nested === 'object' && nested !== null ? { ...nested } : {}, source.config] as readonly Readonly<
    Record<string, unknown>
  >[];
  for (const place of places) {
    for (const name of names) {
      const value = place[name];
      if (typeof value === 'number') return value;
    }
  }
  return undefined;
}

/** Facts that feeds need beyond the graph. */
export interface FeedFacts {
  /** The size of an attention head, for exports that leave the last extent of their caches symbolic. */
  readonly headSize: number | null;
  /** The number of attention heads, for exports that fold the heads into the batch. */
  readonly heads?: number | undefined;
  /** The most tokens of a text for which the graph computes what its model computes; null: any number. */
  readonly longestText: number | null;
}

/** The facts that are needed to feed a model beyond its graph. */
export function feedFactsOf({ source, model }: Pick<OpenedModel, 'source' | 'model'>): FeedFacts {
  const headSize = findConfigNumber(source, ['head_dim']);
  const hidden = findConfigNumber(source, ['hidden_size', 'n_embd', 'd_model']);
  const heads = findConfigNumber(source, ['num_attention_heads', 'n_head', 'n_heads']);
  const perHead = hidden !== undefined && heads !== undefined ? hidden / heads : null;
  return { headSize: headSize ?? perHead, heads, longestText: findLongestText(model) };
}

const FEW_BITS = new Set(['MatMulNBits', 'MatMulBnb4', 'GatherBlockQuantized']);
const INTEGER_PRODUCTS = new Set(['MatMulInteger', 'DynamicQuantizeMatMul', 'QLinearMatMul', 'QGemm', 'MatMulIntegerToFloat']);

/** The precision of the weights, in the words of exporters: fp32, fp16, bf16, int8, int4. */
export function precisionOf(graph: Graph): string {
  const blockwise = graph.nodes.filter(({ opType }) => FEW_BITS.has(opType));
  if (blockwise.length > 0) return blockwise.every((node) => findInteger(node, 'bits') === 8) ? 'int8' : 'int4';
  if (graph.nodes.some(({ opType }) => INTEGER_PRODUCTS.has(opType))) return 'int8';
  const bytesOf = new Map<number, number>();
  for (const { dims, dataType } of graph.initializers) {
    // A type that was not seen yet has no bytes.
    if (dims.length >= 2) bytesOf.set(dataType, (bytesOf.get(dataType) ?? 0) + dims.reduce((product, dim) => product * dim, 1));
  }
  const [main] = [...bytesOf].sort(([, a], [, b]) => b - a);
  const type = main?.[0] ?? DATA_TYPE.float;
  const names = new Map<number, string>([
    [DATA_TYPE.float, 'fp32'],
    [DATA_TYPE.float16, 'fp16'],
    [DATA_TYPE.bfloat16, 'bf16'],
    [DATA_TYPE.int8, 'int8'],
    [DATA_TYPE.uint8, 'int8'],
  ]);
  return names.get(type) ?? dataTypeName(type);
}
