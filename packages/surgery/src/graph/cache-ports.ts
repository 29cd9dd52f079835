import type { Graph } from '@lamina/onnx';

/** One end of a key/value, convolution or state-space cache: `past_key_values.3.key`, `present.3.value`, `past_conv.0`. */
export interface CachePort {
  readonly name: string;
  readonly direction: 'past' | 'present';
  /** The name without its layer number, for example `present.#.key`. Ports of one pattern hold the same part of different layers. */
  readonly pattern: string;
  readonly layer: number;
}

/**
 * Port names are an interface that transformers.js, optimum and onnxruntime-genai share; names inside a graph are not. The first number that
 * stands alone is the layer: `past_key_values.3.key`, `past_conv.3`. Other exporters write `past_3` or `past_key_values_key_cache_3`, and Mamba
 * exports write `cache_params.past.ssm.3`.
 */
const PORT = /^((?:[a-z_]+\.)?(past|present)(?:[._]\D+?)?[._])(\d+)((?:[._].*)?)$/;

/** Reads a port name; undefined for the name of any other tensor. */
export function parseCachePort(name: string): CachePort | undefined {
  const [, before, direction, layer, after] = PORT.exec(name) ?? [];
  if (layer === undefined) return undefined;
  return { name, direction: direction === 'past' ? 'past' : 'present', pattern: `${before}#${after}`, layer: Number(layer) };
}

/** Cache inputs and outputs of a graph, in file order. */
export function listCachePorts(graph: Graph): readonly CachePort[] {
  return [...graph.inputs, ...graph.outputs].map(({ name }) => parseCachePort(name)).filter((port) => port !== undefined);
}

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
