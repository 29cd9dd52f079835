import { findLongestText } from '@lamina/checkpoints';
import { DATA_TYPE, dataTypeName, type Graph } from '@lamina/onnx';
import { findInteger } from '@lamina/surgery';
import type { ModelSource } from '../locate/model-source.ts';
import type { OpenedModel } from '../open/open-model.ts';

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

/** What feeds need beyond the graph. */
export interface FeedFacts {
  /** The size of an attention head, for exports that leave the last extent of their caches symbolic. */
  readonly headSize: number | null;
  /** The number of attention heads, for exports that fold the heads into the batch. */
  readonly heads?: number | undefined;
  /** The most tokens of a text for which the graph computes what its model computes; null: any number. */
  readonly longestText: number | null;
}

/** What is needed to feed a model beyond its graph. */
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
