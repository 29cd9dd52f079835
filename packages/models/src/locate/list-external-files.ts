import { basename } from 'node:path';
import { listShards, listSplitFiles } from '@lamina/checkpoints';
import { assertNever } from '@lamina/errors';
import { formatOf } from '@lamina/hub';
import { type AttributeValue, type Graph, type Node, readModel, type Tensor } from '@lamina/onnx';
import { withFile } from '../files/read-files.ts';

/**
 * The files that hold weights of a model beside its main file, each once: the data files of an ONNX graph (`model.onnx_data`), the shards that a
 * safetensors index names, or the further parts of a GGUF model.
 *
 * @param path where the bytes of the file lie
 * @param name what the file is called, where its path does not say it
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_MALFORMED, MODEL_TOO_LARGE.
 */
export function listExternalFiles(path: string, name: string = path): readonly string[] {
  const format = formatOf(name);
  switch (format) {
    case 'onnx':
      return listGraphFiles(path);
    case 'safetensors':
      return name.endsWith('.json') ? withFile(path, (file) => listShards(file, name)) : [];
    case 'gguf':
      return listSplitFiles(basename(name)).slice(1);
    default:
      return assertNever(format);
  }
}

function listGraphFiles(path: string): readonly string[] {
  return withFile(path, (file) => {
    const model = readModel(file);
    const inFunctions = model.functions.flatMap(({ nodes }) => nodes.flatMap(tensorsOfNode));
    const tensors = [...tensorsOfGraph(model.graph), ...inFunctions];
    return [...new Set(tensors.flatMap(({ data }) => (data.kind === 'external' ? [data.location] : [])))];
  });
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
