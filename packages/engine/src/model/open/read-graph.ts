import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  buildCheckpoint,
  type Checkpoint,
  type CheckpointFiles,
  type Decoder,
  describeGguf,
  joinPackedTensors,
  readSafetensors,
  TRANSFORMERS_LAYOUT,
} from '@lamina/checkpoints';
import { AppError, assertNever } from '@lamina/errors';
import { type Model, readModel } from '@lamina/onnx';
import type { DigestOptions } from '../files/digest-file.ts';
import { withFile, withFiles, withGguf } from '../files/read-files.ts';
import type { ModelSource } from '../locate/model-source.ts';
import { decodedType, mapStoredWeights, type StoredWeights } from './decoded-weights.ts';

/** The graph of a model, and the checkpoint from which it was built. */
export interface ReadGraph {
  readonly model: Model;
  /** Null for ONNX files. */
  readonly checkpoint: ReadCheckpoint | null;
  /** A file of the folder with the external weights: the model's own file, or the file of its decoded weights. */
  readonly weightsPath: string;
}

/** Where decoded weights are kept: in the folder of known digests. */
export interface ReadOptions {
  readonly digests?: DigestOptions;
}

/** A checkpoint as it was read. Its tensors are those that the graph reads; quantised tensors are decoded, in a file of their own. */
export interface ReadCheckpoint extends Checkpoint {
  /** The architecture of its graph, as data. */
  readonly decoder: Decoder;
  /** The tensors as the model's own files store them. The decoder's tensors have the names that transformers uses in a text model. */
  readonly stored: Checkpoint['tensors'];
  /** `model_type`, or general.architecture of a GGUF model. */
  readonly architecture: string;
  /** The names of stored tensors that are no parameters: buffers of older versions. */
  readonly ignored: readonly string[];
}

/**
 * Reads the graph of an ONNX file, or builds the graph of a checkpoint. Weights stay in their files.
 *
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_MALFORMED, MODEL_UNSUPPORTED, EXTERNAL_DATA_MISSING, EXTERNAL_DATA_INVALID.
 */
export function readGraph(source: ModelSource, options: ReadOptions = {}): ReadGraph {
  switch (source.format) {
    case 'onnx':
      return { model: withFile(source.path, readModel), checkpoint: null, weightsPath: source.path };
    case 'safetensors':
      return buildSafetensors(source, options);
    case 'gguf':
      return buildGguf(source.path, options);
    default:
      return assertNever(source.format);
  }
}

function buildSafetensors(source: ModelSource, options: ReadOptions): ReadGraph {
  const checkpoint = { ...readSafetensorsFolder(source), config: source.config };
  const tensors = joinPackedTensors(checkpoint.tensors, source.config);
  if (tensors !== undefined) return buildPacked(source, { checkpoint: { ...checkpoint, tensors }, stored: checkpoint.tensors }, options);
  const { model, tensors: stored, ...built } = buildCheckpoint(checkpoint);
  return { model, checkpoint: { ...checkpoint, ...built, stored }, weightsPath: source.path };
}

interface PackedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The tensors as the files hold them. */
  readonly stored: Checkpoint['tensors'];
}

function buildPacked({ path, config }: ModelSource, { checkpoint, stored }: PackedCheckpoint, options: ReadOptions): ReadGraph {
  const files = [...new Set([...stored.values()].map(({ file }) => file))];
  return withFiles(dirname(path), files, (open) => {
    // Of matrices that transformers stores as [inputs, outputs], which are gpt-oss' experts, the packed form is [outputs, inputs].
    const packed = { ...checkpoint, layout: { ...checkpoint.layout, transposedLinears: true } };
    return buildDecoded(packed, { ...open, architecture: String(config.model_type), stored }, options);
  });
}

function buildGguf(path: string, options: ReadOptions): ReadGraph {
  return withGguf(path, ({ gguf, paths, getSource }) => {
    const architecture = String(gguf.metadata.get('general.architecture')?.value);
    const checkpoint = describeGguf(gguf);
    return buildDecoded(checkpoint, { paths, getSource, architecture, stored: checkpoint.tensors }, options);
  });
}

interface OpenWeights extends Omit<StoredWeights, 'tensors'>, Pick<ReadCheckpoint, 'architecture' | 'stored'> {}

function buildDecoded(
  checkpoint: Checkpoint,
  { paths, getSource, architecture, stored }: OpenWeights,
  { digests }: ReadOptions,
): ReadGraph {
  const cache = digests?.cacheFolder;
  // The graph is built first, so that nothing is decoded for a model that cannot run.
  const { ignored, decoder } = buildCheckpoint({ ...checkpoint, tensors: asDecoded(checkpoint.tensors) });
  const folder = join(cache === undefined ? tmpdir() : dirname(cache), 'decoded-weights');
  const { tensors, path: weightsPath } = mapStoredWeights({ tensors: checkpoint.tensors, paths, getSource }, folder);
  const read = { ...checkpoint, tensors, decoder, stored, architecture, ignored };
  return { model: buildCheckpoint(read).model, checkpoint: read, weightsPath };
}

/** The tensors as they will lie in the decoded file. */
function asDecoded(tensors: Checkpoint['tensors']): Checkpoint['tensors'] {
  return new Map([...tensors].map(([name, tensor]) => [name, { ...tensor, type: decodedType(tensor) }]));
}

function readSafetensorsFolder({ path, folder, config }: ModelSource): Omit<Checkpoint, 'config'> {
  if (Object.keys(config).length === 0)
    throw new AppError('FILE_NOT_FOUND', `${folder} has no config.json, which says what the tensors of ${path} are; download it too`);
  const { tensors } = readSafetensors(openFolder(dirname(path)));
  return { format: 'safetensors', tensors, layout: TRANSFORMERS_LAYOUT };
}

function openFolder(folder: string): CheckpointFiles {
  return {
    has: (name) => existsSync(join(folder, name)) && statSync(join(folder, name)).isFile(),
    read: (name, read) => withFile(join(folder, name), read),
  };
}
