import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { AppError } from '@lamina/errors';
import { findDataSizeBytes, type Model, type Tensor, type TensorData } from '@lamina/onnx';

/** The folder from which ONNX Runtime maps weights, and the model in which every weight is named by its file there. */
export interface MappedModel {
  readonly model: Model;
  readonly weightFolder: string;
  /** The files that hold weights, as real paths, each once. */
  readonly weightFiles: readonly string[];
}

/**
 * Names every large weight by the file in which it lies. Weights inside the .onnx file become external data of that same file, so the graph can be
 * rewritten while the weights are neither read nor copied.
 *
 *     W: bytes 4096 … 8192 of model.onnx     becomes     W: external data, file model.onnx, offset 4096
 *
 * Symbolic links (of a hub cache) are resolved: ONNX Runtime refuses to follow them out of the folder.
 *
 * @throws AppError EXTERNAL_DATA_MISSING for an absent file, EXTERNAL_DATA_INVALID for a range outside its file or a path outside the folder.
 */
export function mapWeights(model: Model, path: string): MappedModel {
  const own = realpathSync(path);
  const folder = dirname(path);
  const files = new Map<string, string>();
  const locate = (tensor: Tensor): Tensor => {
    const { data } = tensor;
    if (data.kind !== 'range' && data.kind !== 'external') return tensor;
    const path = data.kind === 'range' ? own : resolveLocation(data.location, folder, tensor.name, files);
    files.set(data.kind === 'range' ? '' : data.location, path);
    return { ...tensor, data: checkRange(tensor, data, path) };
  };
  const initializers = model.graph.initializers.map(locate);
  const weightFiles = [...new Set(files.values())];
  const folders = new Set(weightFiles.map((file) => dirname(file)));
  const [weightFolder = dirname(own)] = folders;
  if (folders.size > 1) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `the weights of ${path} lie in ${folders.size} folders (${[...folders].join(', ')}); put them beside the model`,
    );
  }
  return { model: { ...model, graph: { ...model.graph, initializers } }, weightFolder, weightFiles };
}

function resolveLocation(location: string, folder: string, tensor: string, known: ReadonlyMap<string, string>): string {
  const seen = known.get(location);
  if (seen !== undefined) return seen;
  const clean = normalize(location);
  if (isAbsolute(clean) || clean.split(sep)[0] === '..') {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `weight ${tensor} points outside the model's folder (${location}); only files beside the model are read`,
    );
  }
  const path = join(folder, clean);
  if (!existsSync(path)) {
    throw new AppError(
      'EXTERNAL_DATA_MISSING',
      `the weights file ${location} is missing beside the model (${path}); download it too, or put it there`,
    );
  }
  return realpathSync(path);
}

function checkRange(tensor: Tensor, data: Extract<TensorData, { kind: 'range' | 'external' }>, path: string): TensorData {
  const fileBytes = statSync(path).size;
  const needed = findDataSizeBytes(tensor);
  const sizeBytes = data.sizeBytes ?? needed ?? fileBytes - data.offset;
  if (needed !== null && sizeBytes !== needed) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `weight ${tensor.name} [${tensor.dims.join(', ')}] needs ${needed} bytes and its entry says ${sizeBytes}; export the model again`,
    );
  }
  if (data.offset + sizeBytes > fileBytes) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `weight ${tensor.name} ends at byte ${data.offset + sizeBytes} of ${path}, which has ${fileBytes}; the file is cut short, download it again`,
    );
  }
  return { kind: 'external', location: basename(path), offset: data.offset, sizeBytes };
}
