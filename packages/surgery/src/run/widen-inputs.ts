import { createCast, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { renameReads } from '../graph/rename-tensors.ts';

const HALF_TYPES = new Set<number>([DATA_TYPE.float16, DATA_TYPE.bfloat16]);

/**
 * Takes every half-precision input as float32 and casts it inside the graph. Names and shapes of the inputs stay.
 *
 *     past: float16 ─► block     becomes     past: float32 ─► Cast ─► block
 *
 * onnxruntime-node cannot be given half-precision data (float16 on Node 24: onnxruntime issue 26791; bfloat16 on no version). For running, not
 * for writing.
 */
export function widenInputs(model: Model): Model {
  const { graph } = model;
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const half = graph.inputs.filter(({ name, elementType }) => elementType !== null && HALF_TYPES.has(elementType) && !weights.has(name));
  if (half.length === 0) return model;
  const names = new Map(half.map(({ name }) => [name, `${name}#half`]));
  const casts = half.map(({ name, elementType }) => createCast(name, `${name}#half`, elementType ?? DATA_TYPE.float16));
  const inputs = graph.inputs.map((input) => (names.has(input.name) ? createValueInfo(input.name, DATA_TYPE.float, input.dims) : input));
  return { ...model, graph: { ...graph, inputs, nodes: [...casts, ...renameReads(graph.nodes, names)] } };
}
