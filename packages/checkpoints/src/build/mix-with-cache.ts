import type { MixTokens } from './add-attention.ts';
import { addProduct, addShares } from './add-shares.ts';
import type { CachedPlaces } from './cached-places.ts';
import { type CacheNames, type Caches, getKeys } from './caches.ts';
import type { GraphWriter } from './graph-writer.ts';

/**
 * Causal attention over the cache and the run's own tokens. The query heads of one key head are rows of one product, so keys and values are never
 * repeated. T = tokens in the cache and in the run.
 *
 *   q [B, K, G·S, h]   k, v [B, K, T, h]   shares = softmax(q·kᵀ · scale + mask) [B, K, G, S, T]   shares·v [B, K, G, S, h]
 *
 * K = key heads, G = queries per key head.
 */
export function mixWithCache(places: CachedPlaces, caches: Caches, block: number): MixTokens {
  return (graph, { query, own }, attention) => {
    const { keyHeads, headSize, valueSize, scale, window } = attention;
    const group = attention.heads / keyHeads;
    const apart = graph.add('Reshape', [query, graph.ints([0, 0, keyHeads, group, headSize])]);
    const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 3, 1, 4] } });
    const rows = graph.add('Reshape', [ordered, graph.ints([0, keyHeads, -1, headSize])]);
    const { keys, values } = getKeys(caches.keys, { block, projection: attention.projection, own }, ({ key, value }) => {
      const [keySizes, valueSizes] = [[keyHeads, headSize] as const, [keyHeads, valueSize] as const];
      return {
        keys: addCache(graph, key, caches.ofAttention(block, 'key', keySizes), keySizes),
        values: addCache(graph, value, caches.ofAttention(block, 'value', valueSizes), valueSizes),
      };
    });
    const extents = (leading: readonly number[]): string =>
      graph.add('Concat', [graph.ints(leading), places.totalLength()], { attributes: { axis: 0 } });
    const product = addProduct(graph, rows, keys, scale);
    const scores = graph.add('Reshape', [product, extents([0, 0, group, -1])]);
    const shares = addShares(graph, {
      scores,
      mask: places.mask(window),
      keyPositions: () => places.keyPositions(),
      attention,
      perHead: [1, keyHeads, group, 1, 1],
    });
    const mixed = graph.add('MatMul', [graph.add('Reshape', [shares, extents([0, 0, -1])]), values]);
    const byHead = graph.add('Reshape', [mixed, graph.ints([0, keyHeads, group, -1, valueSize])]);
    const byToken = graph.add('Transpose', [byHead], { attributes: { perm: [0, 3, 1, 2, 4] } });
    return graph.add('Reshape', [byToken, graph.ints([0, 0, attention.heads * valueSize])]);
  };
}

/** Appends float[B, S, K·h] to the cache. @returns float[B, K, T, h] */
function addCache(graph: GraphWriter, input: string, { past, present }: CacheNames, [keyHeads, size]: readonly [number, number]): string {
  const apart = graph.add('Reshape', [input, graph.ints([0, 0, keyHeads, size])]);
  const ordered = graph.add('Transpose', [apart], { attributes: { perm: [0, 2, 1, 3] } });
  graph.addNamed('Concat', [past, ordered], present, { attributes: { axis: 2 } });
  return present;
}
