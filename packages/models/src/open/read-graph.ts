import { existsSync, statSync } from 'node:fs';
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
import { AppError, assertNever, getAt } from '@lamina/errors';
import { type Model, readModel } from '@lamina/onnx';
import type { DigestOptions } from '../files/digest-file.ts';
import { withFile, withGguf } from '../files/read-files.ts';
import type { ModelSource } from '../locate/model-source.ts';
import { areMappable, CodedWeights } from '../weights/coded-weights.ts';

/** The graph of a model, and the checkpoint from which it was built. */
export interface ReadGraph {
  readonly model: Model;
  /** Null for ONNX files. */
  readonly checkpoint: ReadCheckpoint | null;
  /** The weights of a checkpoint of which some are stored as codes; null for other models. */
  readonly coded: CodedWeights | null;
}

/** Packed weights are kept beside the folder of known digests. */
export interface ReadOptions {
  readonly digests?: DigestOptions;
}

/** A checkpoint as it was read. Its tensors are those that the graph reads: quantised tensors lie in the decoded file (CodedWeights). */
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
      return { model: withFile(source.path, readModel), checkpoint: null, coded: null };
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
  return { model, checkpoint: { ...checkpoint, ...built, stored }, coded: null };
}

interface PackedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The tensors as the files hold them. */
  readonly stored: Checkpoint['tensors'];
}

function buildPacked({ path, config }: ModelSource, { checkpoint, stored }: PackedCheckpoint, options: ReadOptions): ReadGraph {
  // transformers stores gpt-oss' experts as [inputs, outputs]; their packed form is [outputs, inputs].
  const packed = { ...checkpoint, layout: { ...checkpoint.layout, transposedLinears: true } };
  return buildCoded(packed, { folder: dirname(path), architecture: String(config.model_type), stored }, options);
}

function buildGguf(path: string, options: ReadOptions): ReadGraph {
  return withGguf(path, ({ gguf }) => {
    const architecture = String(gguf.metadata.get('general.architecture')?.value);
    const checkpoint = describeGguf(gguf);
    return buildCoded(checkpoint, { folder: dirname(path), architecture, stored: checkpoint.tensors }, options);
  });
}

interface StoredCheckpoint extends Pick<ReadCheckpoint, 'architecture' | 'stored'> {
  /** The folder of its files. */
  readonly folder: string;
}

/** The graph of a checkpoint with codes names them as floats. Nothing is decoded or written here. */
function buildCoded(checkpoint: Checkpoint, { folder, architecture, stored }: StoredCheckpoint, { digests = {} }: ReadOptions): ReadGraph {
  const coded = areMappable(checkpoint.tensors) ? null : new CodedWeights(checkpoint.tensors, folder, digests);
  const tensors = coded === null ? checkpoint.tensors : coded.decoded;
  const { model, decoder, ignored } = buildCheckpoint({ ...checkpoint, tensors });
  return { model, checkpoint: { ...checkpoint, tensors, decoder, stored, architecture, ignored }, coded };
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

/** The stored parameters of each block that no graph reads, because they compute nothing on texts of the length that graphs allow. */
export function countIdle(checkpoint: ReadCheckpoint | null): readonly number[] {
  if (checkpoint === null) return [];
  const { idle, blocks } = checkpoint.decoder;
  const counts = blocks.map(() => 0);
  if (idle === undefined) return counts;
  for (const [name, { dims }] of checkpoint.stored) {
    const block = Number(/\.(\d+)\./.exec(name)?.[1]);
    if (idle.test(name) && block < counts.length)
      counts[block] = getAt(counts, block) + dims.reduce((product, extent) => product * extent, 1);
  }
  return counts;
}
