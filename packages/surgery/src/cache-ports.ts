import type { Graph } from '@lamina/onnx';

/** One end of a key/value, convolution or state-space cache: `past_key_values.3.key`, `present.3.value`, `past_conv.0`. */
export interface CachePort {
  readonly name: string;
  readonly direction: 'past' | 'present';
  /** Name with the layer number taken out, for example `present.#.key`; ports of one pattern hold the same part of different layers. */
  readonly pattern: string;
  readonly layer: number;
}

// The names are an interface that transformers.js, optimum and onnxruntime-genai share, unlike the names inside a graph.
const PORT = /^(past|present)([a-z_]*)\.(\d+)(\..+)?$/;

export function parseCachePort(name: string): CachePort | undefined {
  const match = PORT.exec(name);
  if (!match) return undefined;
  const [, direction, family = '', layer = '', part = ''] = match;
  return { name, direction: direction === 'past' ? 'past' : 'present', pattern: `${direction}${family}.#${part}`, layer: Number(layer) };
}

/** Cache inputs and outputs of a graph, in file order. */
export function listCachePorts(graph: Graph): readonly CachePort[] {
  return [...graph.inputs, ...graph.outputs].map(({ name }) => parseCachePort(name)).filter((port) => port !== undefined);
}
