import { type AttributeValue, type Graph, type Node, readModel, type Tensor } from '@lamina/onnx';
import { openFileSource } from './file-source.ts';

/**
 * Names the files beside an .onnx file that hold its weights, as the graph writes them (`model.onnx_data`), without repetition: those of graphs inside
 * nodes and of constants too.
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_MALFORMED, MODEL_TOO_LARGE.
 */
export function listExternalFiles(onnxPath: string): readonly string[] {
  const file = openFileSource(onnxPath);
  try {
    const model = readModel(file);
    const inFunctions = model.functions.flatMap(({ nodes }) => nodes.flatMap(tensorsOfNode));
    const tensors = [...tensorsOfGraph(model.graph), ...inFunctions];
    return [...new Set(tensors.flatMap(({ data }) => (data.kind === 'external' ? [data.location] : [])))];
  } finally {
    file.close();
  }
}

function tensorsOfGraph({ initializers, nodes }: Graph): readonly Tensor[] {
  return [...initializers, ...nodes.flatMap(tensorsOfNode)];
}

function tensorsOfNode({ attributes }: Node): readonly Tensor[] {
  return attributes.flatMap(({ value }) => tensorsOfValue(value));
}

function tensorsOfValue(attribute: AttributeValue): readonly Tensor[] {
  if (attribute.kind === 'tensor') return [attribute.value];
  if (attribute.kind === 'graph') return tensorsOfGraph(attribute.value);
  return attribute.kind === 'graphs' ? attribute.value.flatMap(tensorsOfGraph) : [];
}
