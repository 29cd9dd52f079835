import { getAt } from '@lamina/errors';
import type { Attention } from '../architectures/decoder.ts';
import type { MixTokens } from './add-attention.ts';
import { addProduct, addShares, addSoftmax } from './add-shares.ts';
import { getKeys, type KeysByBlock } from './caches.ts';
import type { FixedPlaces, Range } from './fixed-places.ts';
import type { GraphWriter } from './graph-writer.ts';

/** Smaller blocks of queries cost more nodes than they save products (docs/benchmarks.md). */
const SHORTEST_BLOCK = 32;
const MOST_BLOCKS = 4;

/**
 * Causal attention over a window of a known length, without caches. Queries are split into blocks, and each block is multiplied only with the keys up
 * to its end (from the start of its sliding window): of all products above the diagonal, only those within a block are computed. The query heads of one
 * key head are neighbouring rows, so a block of positions is a block of rows.
 *
 *   block i: q [B, K, s·G, h] · k[…, first … end, :]ᵀ → shares [B, K, s·G, end − first] · v[…, first … end, :]
 *
 * K = key heads, G = queries per key head.
 *
 * Where it changes no share, all keys are moved so that the first one is 0: q·(kⱼ − k₀) = q·kⱼ − q·k₀, and softmax ignores what a row has in common.
 * Each row then has a score of exactly 0, so a constant can hide later keys without denormal numbers (FixedPlaces.ceiling).
 */
export function mixWindow(places: FixedPlaces, known: KeysByBlock, block: number): MixTokens {
  return (graph, { query, own }, attention) => {
    const { heads, keyHeads, headSize, valueSize } = attention;
    const group = heads / keyHeads;
    const byKeyHead = (part: string, size: number): string =>
      graph.add('Transpose', [graph.add('Reshape', [part, graph.ints([0, 0, keyHeads, size])])], { attributes: { perm: [0, 2, 1, 3] } });
    const { keys, values } = getKeys(known, { block, projection: attention.projection, own }, ({ key, value }) => ({
      keys: byKeyHead(key, headSize),
      values: byKeyHead(value, valueSize),
    }));
    const isMoved = mayMove(attention, places.length);
    const compared = isMoved ? addMove(graph, keys) : keys;
    const blocks = listBlocks(places.length);
    const queries = splitRows(graph, addRows(graph, query, attention), blocks, group);
    const answers = blocks.map((rows, place) =>
      mixBlock(graph, places, { rows, queries: getAt(queries, place), keys: compared, values, attention, isMoved }),
    );
    const all = answers.length === 1 ? getAt(answers, 0) : graph.add('Concat', answers, { attributes: { axis: 2 } });
    const byHead = graph.add('Reshape', [all, graph.ints([0, keyHeads, -1, group, valueSize])]);
    const byToken = graph.add('Transpose', [byHead], { attributes: { perm: [0, 2, 1, 3, 4] } });
    return graph.add('Reshape', [byToken, graph.ints([0, 0, heads * valueSize])]);
  };
}

/** float[B, K, S·G, h] of float[B, S, K·G·h] */
function addRows(graph: GraphWriter, query: string, { heads, keyHeads, headSize }: Attention): string {
  const apart = graph.add('Reshape', [query, graph.ints([0, 0, keyHeads, heads / keyHeads, headSize])]);
  const byHead = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 1, 3, 4] } });
  return graph.add('Reshape', [byHead, graph.ints([0, keyHeads, -1, headSize])]);
}

function splitRows(graph: GraphWriter, rows: string, blocks: readonly Range[], group: number): readonly string[] {
  if (blocks.length === 1) return [rows];
  const sizes = graph.ints(blocks.map(({ start, end }) => group * (end - start)));
  return graph.addMany('Split', [rows, sizes], { outputs: blocks.length, attributes: { axis: 2 } });
}

/** True if every query sees the first key, and nothing but softmax reads the scores. */
function mayMove({ softcap, positionBias, sinks, window }: Attention, length: number): boolean {
  return softcap === null && positionBias === null && sinks === null && (window === null || window >= length);
}

/** Subtracts the first key from all. float[B, K, S, h] */
function addMove(graph: GraphWriter, keys: string): string {
  const first = graph.add('Slice', [keys, graph.ints([0]), graph.ints([1]), graph.ints([2])]);
  return graph.add('Sub', [keys, first]);
}

interface BlockOfQueries {
  readonly rows: Range;
  /** float[B, K, s·G, h] */
  readonly queries: string;
  /** float[B, K, S, h] */
  readonly keys: string;
  readonly values: string;
  readonly attention: Attention;
  /** True if the first key is 0. */
  readonly isMoved: boolean;
}

/** @returns float[B, K, s·G, h] */
function mixBlock(graph: GraphWriter, places: FixedPlaces, block: BlockOfQueries): string {
  const { rows, queries, keys, values, attention, isMoved } = block;
  const { heads, keyHeads, scale, window, positionBias, sinks } = attention;
  const group = heads / keyHeads;
  const read: Range = { start: window === null ? 0 : Math.max(0, rows.start - window + 1), end: rows.end };
  const isAll = read.start === 0 && read.end === places.length;
  const cut = (input: string): string =>
    isAll ? input : graph.add('Slice', [input, graph.ints([read.start]), graph.ints([read.end]), graph.ints([2])]);
  const product = addProduct(graph, queries, cut(keys), scale);
  if (isMoved) {
    const bounded = graph.add('Min', [product, places.ceiling({ rows, keys: read, window: null, repeats: group })]);
    return graph.add('MatMul', [addSoftmax(graph, bounded), cut(values)]);
  }
  const width = read.end - read.start;
  const keyPositions = (): string => graph.floats(Array.from({ length: width }, (_, offset) => read.start + offset));
  const shared = { keyPositions, attention, perHead: [1, keyHeads, 1, group, 1] };
  // A mask needs an axis of heads only if it differs between heads.
  const isByHead = positionBias !== null || sinks !== null;
  const shares = isByHead
    ? addShares(graph, {
        ...shared,
        scores: graph.add('Reshape', [product, graph.ints([0, keyHeads, -1, group, width])]),
        mask: graph.add('Unsqueeze', [places.mask({ rows, keys: read, window, repeats: 1 }), graph.ints([1])]),
      })
    : addShares(graph, { ...shared, scores: product, mask: places.mask({ rows, keys: read, window, repeats: group }) });
  const flat = isByHead ? graph.add('Reshape', [shares, graph.ints([0, keyHeads, -1, width])]) : shares;
  return graph.add('MatMul', [flat, cut(values)]);
}

/** Blocks of queries, all of about the same size. */
function listBlocks(length: number): readonly Range[] {
  const count = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(length / SHORTEST_BLOCK)));
  const edge = (block: number): number => Math.round((block * length) / count);
  return Array.from({ length: count }, (_, block) => ({ start: edge(block), end: edge(block + 1) }));
}
