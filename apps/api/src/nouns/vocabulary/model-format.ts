import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const ModelFormat = defineEnum('ModelFormat', 'How the files of a model are stored.', {
  ONNX: ['onnx', 'An ONNX graph with its weights, as exporters write it.'],
  SAFETENSORS: ['safetensors', 'A transformers folder: config.json and safetensors. The scorer builds the graph.'],
  GGUF: ['gguf', 'A GGUF file of llama.cpp. The scorer builds the graph and decodes quantized weights.'],
});
export type ModelFormat = ValueOf<typeof ModelFormat>;
