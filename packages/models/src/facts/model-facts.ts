import { findLongestText } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { DATA_TYPE, dataTypeName, elementCount, type Graph } from '@lamina/onnx';
import { countWeights, findInteger } from '@lamina/surgery';
import type { ModelSource } from '../locate/model-source.ts';
import type { OpenedModel } from '../open/open-model.ts';
import type { TextEncoder } from '../text/windows.ts';

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

/** The memory that a whole model needs, and the memory that is free. */
interface MemoryNeed {
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly fits: boolean;
}

// For activations, and for what sessions keep beside the weights.
const SPARE = 1.2;
const FLOAT_BYTES = 4;
const GIGABYTE = 1e9;

/** Measures the need. A weight needs four bytes per value, whatever its stored type: the computation is in float32. */
export function measureMemoryNeed({ mapped }: Pick<OpenedModel, 'mapped'>, availableBytes: number = process.availableMemory()): MemoryNeed {
  const elements = mapped.model.graph.initializers.reduce((sum, tensor) => sum + elementCount(tensor), 0);
  const neededBytes = SPARE * FLOAT_BYTES * elements;
  return { neededBytes, availableBytes, fits: neededBytes <= availableBytes };
}

/** The need in words, in gigabytes, for an error message. */
export function describeMemoryNeed({ neededBytes, availableBytes }: MemoryNeed): string {
  const inGigabytes = (bytes: number): string => `${(bytes / GIGABYTE).toFixed(1)} GB`;
  return `the model takes ${inGigabytes(neededBytes)} in memory, and ${inGigabytes(availableBytes)} are free`;
}

/** Refuses work that needs the whole model in memory. @throws AppError MODEL_TOO_LARGE */
export function requireMemory(opened: Pick<OpenedModel, 'mapped'>, what: string): void {
  const need = measureMemoryNeed(opened);
  if (need.fits) return;
  throw new AppError(
    'MODEL_TOO_LARGE',
    `${what} needs the whole model at once: ${describeMemoryNeed(need)}; use a machine with more memory`,
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
