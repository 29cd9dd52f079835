import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const ModelFormat = defineEnum('ModelFormat', 'How the files of a model are stored.', {
  ONNX: ['onnx', 'A graph with its weights, as exporters write it.'],
  SAFETENSORS: ['safetensors', 'A folder of transformers: config.json and safetensors. The scorer builds the graph.'],
  GGUF: ['gguf', 'A file of llama.cpp. The scorer builds the graph, and decodes quantised weights.'],
});
export type ModelFormat = ValueOf<typeof ModelFormat>;
