import type { Attention } from '../architectures/decoder.ts';
import type { MixTokens } from './add-attention.ts';
import { addProduct, addShares } from './add-shares.ts';
import type { FixedPlaces, Range } from './fixed-places.ts';
import type { GraphWriter } from './graph-writer.ts';

/** Smaller blocks of queries cost more nodes than they save products (docs/benchmarks.md). */
const SHORTEST_BLOCK = 32;
const MOST_BLOCKS = 4;

/**
 * Causal attention over a window of a known length, without caches. Queries are split into blocks, and each block is multiplied only with the keys up
 * to its end (from the start of its sliding window): of all products above the diagonal, only those within a block are computed.
 *
 *   block i: q [B, K, G·s, h] · k[…, first … end, :]ᵀ → shares [B, K, G, s, end − first] · v[…, first … end, :]
 */
export function mixWindow(places: FixedPlaces): MixTokens {
  return (graph, { query, key, value }, attention) => {
    const { keyHeads, headSize } = attention;
    const group = attention.heads / keyHeads;
    const apart = graph.add('Reshape', [query, graph.ints([0, 0, keyHeads, group, headSize])]);
    const queries = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 3, 1, 4] } });
    const [keys = '', values = ''] = [key, value].map((part) =>
      graph.add('Transpose', [graph.add('Reshape', [part, graph.ints([0, 0, keyHeads, headSize])])], {
        attributes: { perm: [0, 2, 1, 3] },
      }),
    );
    const blocks = listBlocks(places.length);
    const answers = blocks.map((rows) => mixBlock(graph, places, { rows, isOnly: blocks.length === 1, queries, keys, values, attention }));
    const [only = ''] = answers;
    return answers.length === 1 ? only : graph.add('Concat', answers, { attributes: { axis: 3 } });
  };
}

interface BlockOfQueries {
  readonly rows: Range;
  readonly isOnly: boolean;
  /** float[B, K, G, S, h] */
  readonly queries: string;
  /** float[B, K, S, h] */
  readonly keys: string;
  readonly values: string;
  readonly attention: Attention;
}

function mixBlock(graph: GraphWriter, places: FixedPlaces, { rows, isOnly, queries, keys, values, attention }: BlockOfQueries): string {
  const { keyHeads, headSize, scale, window } = attention;
  const group = attention.heads / keyHeads;
  const read: Range = { start: window === null ? 0 : Math.max(0, rows.start - window + 1), end: rows.end };
  const cut = (input: string, axis: number, { start, end }: Range): string =>
    isOnly ? input : graph.add('Slice', [input, graph.ints([start]), graph.ints([end]), graph.ints([axis])]);
  const size = rows.end - rows.start;
  const own = graph.add('Reshape', [cut(queries, 3, rows), graph.ints([0, keyHeads, group * size, headSize])]);
  const product = addProduct(graph, own, cut(keys, 2, read), scale);
  const scores = graph.add('Reshape', [product, graph.ints([0, keyHeads, group, size, read.end - read.start])]);
  const keyPositions = (): string => graph.floats(Array.from({ length: read.end - read.start }, (_, offset) => read.start + offset));
  const shares = addShares(graph, { scores, mask: places.mask(rows, read, window), keyPositions, attention });
  const flat = graph.add('Reshape', [shares, graph.ints([0, keyHeads, group * size, read.end - read.start])]);
  return graph.add('Reshape', [graph.add('MatMul', [flat, cut(values, 2, read)]), graph.ints([0, keyHeads, group, size, headSize])]);
}

/** Blocks of queries, all of about the same size. */
function listBlocks(length: number): readonly Range[] {
  const count = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(length / SHORTEST_BLOCK)));
  const edge = (block: number): number => Math.round((block * length) / count);
  return Array.from({ length: count }, (_, block) => ({ start: edge(block), end: edge(block + 1) }));
}
