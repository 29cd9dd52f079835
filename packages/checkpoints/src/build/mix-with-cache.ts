import type { MixTokens } from './add-attention.ts';
import { addProduct, addShares } from './add-shares.ts';
import type { CachedPlaces } from './cached-places.ts';
import type { GraphWriter } from './graph-writer.ts';

/** The caches of one block: its inputs and outputs, float[B, keyHeads, tokens, headSize] each. */
export interface CacheNames {
  readonly pastKey: string;
  readonly pastValue: string;
  readonly presentKey: string;
  readonly presentValue: string;
}

/**
 * Causal attention over the cache and the run's own tokens. The query heads of one key head are rows of one product, so keys and values are never
 * repeated. T = tokens in the cache and in the run.
 *
 *   q [B, K, G·S, h]   k, v [B, K, T, h]   shares = softmax(q·kᵀ · scale + mask) [B, K, G, S, T]   shares·v [B, K, G, S, h]
 *
 * K = key heads, G = queries per key head.
 */
export function mixWithCache(places: CachedPlaces, cache: CacheNames): MixTokens {
  return (graph, { query, key, value }, attention) => {
    const { keyHeads, headSize, valueSize, scale, window } = attention;
    const group = attention.heads / keyHeads;
    const apart = graph.add('Reshape', [query, graph.ints([0, 0, keyHeads, group, headSize])]);
    const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 3, 1, 4] } });
    const rows = graph.add('Reshape', [ordered, graph.ints([0, keyHeads, -1, headSize])]);
    addCache(graph, key, { past: cache.pastKey, present: cache.presentKey, keyHeads, headSize });
    addCache(graph, value, { past: cache.pastValue, present: cache.presentValue, keyHeads, headSize: valueSize });
    const extents = (leading: readonly number[]): string =>
      graph.add('Concat', [graph.ints(leading), places.totalLength()], { attributes: { axis: 0 } });
    const product = addProduct(graph, rows, cache.presentKey, scale);
    const scores = graph.add('Reshape', [product, extents([0, 0, group, -1])]);
    const shares = addShares(graph, {
      scores,
      mask: places.mask(window),
      keyPositions: () => places.keyPositions(),
      attention,
      perHead: [1, keyHeads, group, 1, 1],
    });
    const mixed = graph.add('MatMul', [graph.add('Reshape', [shares, extents([0, 0, -1])]), cache.presentValue]);
    const byHead = graph.add('Reshape', [mixed, graph.ints([0, keyHeads, group, -1, valueSize])]);
    const byToken = graph.add('Transpose', [byHead], { attributes: { perm: [0, 3, 1, 2, 4] } });
    return graph.add('Reshape', [byToken, graph.ints([0, 0, attention.heads * valueSize])]);
  };
}

interface Cached {
  readonly past: string;
  readonly present: string;
  readonly keyHeads: number;
  readonly headSize: number;
}

/** Appends float[B, S, K·h] to the cache: float[B, K, T, h]. */
function addCache(graph: GraphWriter, input: string, { past, present, keyHeads, headSize }: Cached): void {
  const apart = graph.add('Reshape', [input, graph.ints([0, 0, keyHeads, headSize])]);
  const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 1, 3] } });
  graph.addNamed('Concat', [past, ordered], present, { attributes: { axis: 2 } });
}
