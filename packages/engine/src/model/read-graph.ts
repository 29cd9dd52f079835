import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildCheckpoint, type Checkpoint, type CheckpointFiles, readSafetensors } from '@lamina/checkpoints';
import { AppError, assertNever } from '@lamina/errors';
import { type Model, readModel } from '@lamina/onnx';
import { openFileSource } from './file-source.ts';
import type { ModelSource } from './model-source.ts';

/** The graph of a model, and of a checkpoint what it was built from. */
export interface ReadGraph {
  readonly model: Model;
  readonly checkpoint: ReadCheckpoint | null;
}

/** A checkpoint as it was read. */
export interface ReadCheckpoint extends Checkpoint {
  /** Stored tensors that are no parameters: buffers of older versions. */
  readonly ignored: readonly string[];
}

/**
 * Reads the graph of an ONNX file, or builds the one of a checkpoint. Weights stay in their files.
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_MALFORMED, MODEL_UNSUPPORTED, EXTERNAL_DATA_MISSING, EXTERNAL_DATA_INVALID.
 */
export function readGraph(source: ModelSource): ReadGraph {
  switch (source.format) {
    case 'onnx':
      return { model: readOnnxFile(source.path), checkpoint: null };
    case 'safetensors':
      return build({ ...readSafetensorsFolder(source), config: source.config });
    case 'gguf':
      throw new AppError('MODEL_UNSUPPORTED', `${source.path} is a GGUF file, which this version does not read`);
    default:
      return assertNever(source.format);
  }
}

function build(checkpoint: Checkpoint): ReadGraph {
  const { model, ignored } = buildCheckpoint(checkpoint);
  return { model, checkpoint: { ...checkpoint, ignored } };
}

function readSafetensorsFolder({ path, folder, config }: ModelSource): Omit<Checkpoint, 'config'> {
  if (Object.keys(config).length === 0)
    throw new AppError('FILE_NOT_FOUND', `${folder} has no config.json, which says what the tensors of ${path} are; download it too`);
  const { tensors } = readSafetensors(openFolder(dirname(path)));
  return { format: 'safetensors', tensors, layout: { interleavedRotary: false, normsIncludeOne: false } };
}

function openFolder(folder: string): CheckpointFiles {
  return {
    has: (name) => existsSync(join(folder, name)) && statSync(join(folder, name)).isFile(),
    read: (name, read) => {
      const file = openFileSource(join(folder, name));
      try {
        return read(file);
      } finally {
        file.close();
      }
    },
  };
}

function readOnnxFile(path: string): Model {
  const file = openFileSource(path);
  try {
    return readModel(file);
  } finally {
    file.close();
  }
}
