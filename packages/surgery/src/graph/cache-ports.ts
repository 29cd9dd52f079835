import type { Graph } from '@lamina/onnx';

/** One end of a key/value, convolution or state-space cache: `past_key_values.3.key`, `present.3.value`, `past_conv.0`. */
export interface CachePort {
  readonly name: string;
  readonly direction: 'past' | 'present';
  /** Name with the layer number taken out, for example `present.#.key`; ports of one pattern hold the same part of different layers. */
  readonly pattern: string;
  readonly layer: number;
}

/**
 * The names are an interface that transformers.js, optimum and onnxruntime-genai share, unlike the names inside a graph. The first number that
 * stands alone counts layers: `past_key_values.3.key`, `past_conv.3`, and `past_3` or `past_key_values_key_cache_3` of other exporters.
 * `cache_params.past.ssm.3` is what Mamba exports have.
 */
const PORT = /^((?:[a-z_]+\.)?(past|present)(?:[._]\D+?)?[._])(\d+)((?:[._].*)?)$/;

export function parseCachePort(name: string): CachePort | undefined {
  const [, before, direction, layer, after] = PORT.exec(name) ?? [];
  if (layer === undefined) return undefined;
  return { name, direction: direction === 'past' ? 'past' : 'present', pattern: `${before}#${after}`, layer: Number(layer) };
}

/** Cache inputs and outputs of a graph, in file order. */
export function listCachePorts(graph: Graph): readonly CachePort[] {
  return [...graph.inputs, ...graph.outputs].map(({ name }) => parseCachePort(name)).filter((port) => port !== undefined);
}
