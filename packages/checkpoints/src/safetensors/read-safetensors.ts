import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import type { StoredTensor } from '../checkpoint.ts';
import { CHECKPOINT_LIMITS } from '../limits.ts';
import { isObject, parseJson } from '../parse-json.ts';
import { readSafetensorsHeader } from './read-header.ts';

/** The weights file of a small checkpoint, and the index of a sharded one, with transformers' names. */
export const SAFETENSORS_FILES = { single: 'model.safetensors', index: 'model.safetensors.index.json' } as const;

/** The files of a checkpoint's folder. */
export interface CheckpointFiles {
  /** True if the folder contains a file with this name. */
  has(name: string): boolean;
  /** Opens a file and closes it after `read`. */
  read<T>(name: string, read: (source: ByteSource) => T): T;
}

/** The tensors of a folder, and the index that maps them to files. */
export interface SafetensorsContents {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Files in the order of their first mention in the index; one file if there is no index. */
  readonly files: readonly string[];
  readonly isSharded: boolean;
}

/**
 * Finds the tensors of a folder: those of `model.safetensors`, otherwise of the shards in `model.safetensors.index.json`.
 *
 * @throws AppError MODEL_MALFORMED, MODEL_UNSUPPORTED, EXTERNAL_DATA_MISSING for a missing shard, EXTERNAL_DATA_INVALID for a shard outside the
 * folder; messages name file, tensor and limit.
 */
export function readSafetensors(files: CheckpointFiles): SafetensorsContents {
  // If both exist, transformers uses the single file.
  if (files.has(SAFETENSORS_FILES.single)) {
    const { tensors } = files.read(SAFETENSORS_FILES.single, (source) => readSafetensorsHeader(source, SAFETENSORS_FILES.single));
    return { tensors: byName(tensors), files: [SAFETENSORS_FILES.single], isSharded: false };
  }
  const fileOf = readIndex(files);
  const shards = [...new Set(fileOf.values())];
  for (const shard of shards) checkShard(shard, files);
  const stored = shards.flatMap((shard) => files.read(shard, (source) => readSafetensorsHeader(source, shard)).tensors);
  for (const { name, file } of stored) {
    const named = fileOf.get(name);
    if (named === undefined) fail(`${file} holds tensor ${name}, which ${SAFETENSORS_FILES.index} does not name`);
    if (named !== file) fail(`${file} holds tensor ${name}, and ${SAFETENSORS_FILES.index} says that ${named} holds it`);
  }
  const tensors = byName(stored);
  for (const [name, file] of fileOf)
    if (!tensors.has(name)) fail(`${SAFETENSORS_FILES.index} says that ${file} holds tensor ${name}, which is not there`);
  return { tensors, files: shards, isSharded: true };
}

/** Files in an index, in the order of their first mention. @param place the index' name for messages */
export function listShards(index: ByteSource, place: string): readonly string[] {
  return [...new Set(readWeightMap(index, place).values())];
}

function readIndex(files: CheckpointFiles): ReadonlyMap<string, string> {
  return files.read(SAFETENSORS_FILES.index, (source) => readWeightMap(source, SAFETENSORS_FILES.index));
}

/** File by tensor. */
function readWeightMap(source: ByteSource, place: string): ReadonlyMap<string, string> {
  if (source.sizeBytes > CHECKPOINT_LIMITS.maxJsonBytes)
    fail(`${place} has ${source.sizeBytes} bytes (limit ${CHECKPOINT_LIMITS.maxJsonBytes})`);
  const { weight_map: map } = parseJson(new TextDecoder().decode(source.read(0, source.sizeBytes)), place);
  if (!isObject(map) || Object.keys(map).length === 0) return fail(`${place} has no weight_map of tensors and their files`);
  const fileOf = new Map<string, string>();
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== 'string' || file === '') return fail(`${place} names no file for tensor ${name}`);
    fileOf.set(name, file);
  }
  const shards = new Set(fileOf.values()).size;
  if (shards > CHECKPOINT_LIMITS.maxShards) fail(`${place} names ${shards} files (limit ${CHECKPOINT_LIMITS.maxShards})`);
  return fileOf;
}

function checkShard(shard: string, files: CheckpointFiles): void {
  if (/^[/\\]|[\\:]|(^|\/)\.\.(\/|$)/.test(shard)) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `${SAFETENSORS_FILES.index} names the file ${shard}, which lies outside the model's folder; only files of that folder are read`,
    );
  }
  if (!files.has(shard)) {
    throw new AppError(
      'EXTERNAL_DATA_MISSING',
      `${SAFETENSORS_FILES.index} names the file ${shard}, which is not in the folder; download it too`,
    );
  }
}

function byName(tensors: readonly StoredTensor[]): ReadonlyMap<string, StoredTensor> {
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

function fail(message: string): never {
  throw new AppError('MODEL_MALFORMED', message);
}
