import type { Graph } from '@lamina/onnx';
import { type CachePort, listCachePorts } from './cache-ports.ts';

/** A cache input and the output that holds what it reads at the next step. */
export interface CachePair {
  readonly past: string;
  readonly present: string;
}

/** Every cache input with its output; null where the graph has none, or one of them has no partner, so that it cannot be run step by step. */
export function findCachePairs(graph: Graph): readonly CachePair[] | null {
  return pairCachePorts(listCachePorts(graph));
}

/** The same of some ports of a graph, as those of one block. */
export function pairCachePorts(ports: readonly CachePort[]): readonly CachePair[] | null {
  const pasts = ports.filter(({ direction }) => direction === 'past');
  const presents = new Map(ports.filter(({ direction }) => direction === 'present').map((port) => [keyOf(port), port.name]));
  const pairs = pasts.flatMap((port) => {
    const present = presents.get(keyOf(port));
    return present === undefined ? [] : [{ past: port.name, present }];
  });
  return pasts.length > 0 && pairs.length === pasts.length ? pairs : null;
}

/** The same for past_key_values.3.key and present.3.key, cache_params.past.ssm.3 and cache_params.present.ssm.3. */
function keyOf({ pattern, layer }: CachePort): string {
  return `${layer} ${pattern.replace(/(past|present)(_key_values)?/, '')}`;
}
