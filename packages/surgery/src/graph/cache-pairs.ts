import type { Graph } from '@lamina/onnx';
import { type CachePort, listCachePorts } from './cache-ports.ts';

/** A cache input, and the cache output whose values it takes at the next step. */
export interface CachePair {
  readonly past: string;
  readonly present: string;
}

/**
 * Every cache input of a graph with its output: `past_key_values.3.key` with `present.3.key`.
 *
 * @returns null where the graph cannot run step by step: it has no cache input, or a cache input has no matching output.
 */
export function findCachePairs(graph: Graph): readonly CachePair[] | null {
  return pairCachePorts(listCachePorts(graph));
}

/** Pairs the ports of one block as findCachePairs pairs those of a graph. */
export function pairCachePorts(ports: readonly CachePort[]): readonly CachePair[] | null {
  const pasts = ports.filter(({ direction }) => direction === 'past');
  const presents = new Map(ports.filter(({ direction }) => direction === 'present').map((port) => [keyOf(port), port.name]));
  const pairs = pasts.flatMap((port) => {
    const present = presents.get(keyOf(port));
    return present === undefined ? [] : [{ past: port.name, present }];
  });
  return pasts.length > 0 && pairs.length === pasts.length ? pairs : null;
}

/** The key that both ports of a pair share. Examples: past_key_values.3.key and present.3.key, cache_params.past.ssm.3 and cache_params.present.ssm.3. */
function keyOf({ pattern, layer }: CachePort): string {
  return `${layer} ${pattern.replace(/(past|present)(_key_values)?/, '')}`;
}
