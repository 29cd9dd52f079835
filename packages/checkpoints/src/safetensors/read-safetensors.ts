import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import type { StoredTensor } from '../checkpoint.ts';
import { CHECKPOINT_LIMITS } from '../limits.ts';
import { isObject, parseJson } from '../parse-json.ts';
import { readSafetensorsHeader } from './read-header.ts';

/** The one weights file of a small checkpoint, and the index of a large one, as transformers names them. */
export const SAFETENSORS_FILES = { single: 'model.safetensors', index: 'model.safetensors.index.json' } as const;

/** The files of a checkpoint's folder. */
export interface CheckpointFiles {
  /** Whether the folder holds a file of this name. */
  has(name: string): boolean;
  /** Opens a file and closes it after `read`. */
  read<T>(name: string, read: (source: ByteSource) => T): T;
}

/** The tensors of a folder, and the index that names their files. */
export interface SafetensorsContents {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Files in the order in which the index first names them; one file where there is no index. */
  readonly files: readonly string[];
  readonly isSharded: boolean;
}

/**
 * Reads which tensors a folder holds: of `model.safetensors`, else of the shards that `model.safetensors.index.json` names.
 *
 * @throws AppError MODEL_MALFORMED, MODEL_UNSUPPORTED, EXTERNAL_DATA_MISSING for an absent shard, EXTERNAL_DATA_INVALID for a shard outside
 *   the folder; messages name file, tensor and limit.
 */
export function readSafetensors(files: CheckpointFiles): SafetensorsContents {
  // transformers takes the single file where both are there.
  if (files.has(SAFETENSORS_FILES.single)) {
    const { tensors } = files.read(SAFETENSORS_FILES.single, (source) => readSafetensorsHeader(source, SAFETENSORS_FILES.single));
    return { tensors: byName(tensors), files: [SAFETENSORS_FILES.single], isSharded: false };
  }
  const fileOf = readIndex(files);
  const shards = [...new Set(fileOf.values())];
  for (const shard of shards) checkShard(shard, files);
  const stored = shards.flatMap((shard) => files.read(shard, (source) => readSafetensorsHeader(source, shard)).tensors);
  for (const { name, file } of stored)
    if (!fileOf.has(name)) fail(`${file} holds tensor ${name}, which ${SAFETENSORS_FILES.index} does not name`);
  const tensors = byName(stored.filter(({ name, file }) => fileOf.get(name) === file));
  for (const [name, file] of fileOf)
    if (!tensors.has(name)) fail(`${SAFETENSORS_FILES.index} says that ${file} holds tensor ${name}, which is not there`);
  return { tensors, files: shards, isSharded: true };
}

/** Files that an index names, in the order in which it first names them. @param place the index' name in messages */
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
