import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const ModelFormat = defineEnum('ModelFormat', 'How the files of a model are stored.', {
  ONNX: ['onnx', 'An ONNX graph with its weights, as exporters write it.'],
  SAFETENSORS: ['safetensors', 'A transformers folder: config.json and safetensors. The scorer builds the graph.'],
  GGUF: ['gguf', 'A GGUF file of llama.cpp. The scorer builds the graph and decodes quantized weights.'],
});
export type ModelFormat = ValueOf<typeof ModelFormat>;

export const NormPlacement = defineEnum('NormPlacement', 'Where the norms of a block sit, measured from the graph.', {
  PRE: ['pre', 'Before token mixer and feed-forward: the state between blocks is the raw residual.'],
  POST: ['post', 'After the residual addition: the state between blocks is the output of a norm.'],
  SANDWICH: ['sandwich', 'Before and after each branch; the residual stream itself has no norm.'],
  PARALLEL: ['parallel', 'One norm feeds both token mixer and feed-forward, in parallel.'],
  UNKNOWN: ['unknown', 'The graph does not show it.'],
});
export type NormPlacement = ValueOf<typeof NormPlacement>;

/** Precision of stored weights; the value is the engine's name. */
export const WeightPrecision = defineEnum('WeightPrecision', 'Precision of stored weights.', {
  FP16: ['fp16', '16-bit floats; the computation does not change.'],
  INT8: ['int8', '8 bits; each weight is rounded to nearest, in blocks of 32 weights.'],
  INT4: ['int4', '4 bits; each weight is rounded to nearest, in blocks of 32 weights.'],
  W8A8: ['w8a8', '8 bits, one scale for each output; activations are rounded to 8 bits too, except inside MLPs.'],
});
export type WeightPrecision = ValueOf<typeof WeightPrecision>;
