import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { decodeWeights, findBlockLayout, type ReadTensor, type StoredTensor, type StoredType } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import { isRunning } from '@lamina/hub';
import type { ByteSource } from '@lamina/onnx';

/** The types that ONNX Runtime reads from a file as they are stored. */
const MAPPABLE: ReadonlySet<StoredType> = new Set<StoredType>(['F32', 'F16', 'BF16', 'F64']);

/** Part of the folder names. It changes when decoded files get another layout. */
const LAYOUT_VERSION = 1;
/** The graph names this file. The name says nothing of the source's place, so that a copy of a model has the same graph, and the same digest. */
const DECODED_FILE = 'decoded.weights';
const ALIGNMENT_BYTES = 64;
const CHUNK_BYTES = 8 * 1024 * 1024;

/** The tensors of a model, and the files in which they lie. */
export interface StoredWeights {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Paths of the model's files, first part first. */
  readonly paths: readonly string[];
  /** The open files, by the names that tensors give. */
  readonly getSource: (file: string) => ByteSource;
}

/** Tensors that ONNX Runtime can map, and a file of the folder in which they lie. */
interface MappableWeights {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly path: string;
}

/**
 * The weights in types that ONNX Runtime maps. If all of the model's tensors have such types, these are the model's own files. Otherwise it is one
 * file of the same tensors with the quantised ones decoded (decodedType).
 *
 * That file is written once per model, into a folder of its own, whose name holds device, inode, size and times of the model's files. Tensors are
 * decoded in chunks of 8 MiB. The file is written under another name and renamed when it is whole.
 *
 * @param cache where the folders of decoded files are kept; made where it is missing
 * @throws AppError DISK_FULL where the decoded weights do not fit.
 */
export function mapStoredWeights(stored: StoredWeights, cache: string): MappableWeights {
  const [first] = stored.paths;
  if (first === undefined) throw new Error('a model of no files');
  const tensors = [...stored.tensors.values()];
  if (tensors.every(({ type }) => MAPPABLE.has(type))) return { tensors: stored.tensors, path: first };
  const prefix = nameInode(first);
  const folder = `${prefix}-${digestIdentity(stored.paths)}`;
  const path = join(cache, folder, DECODED_FILE);
  const { placed, sizeBytes } = placeTensors(stored.tensors);
  if (!existsSync(path) || statSync(path).size !== sizeBytes) writeDecoded(stored, placed, { cache, folder, prefix, sizeBytes });
  return { tensors: placed, path };
}

/** The type of weights in the decoded file. */
export function decodedType({ type, packed }: StoredTensor): StoredType {
  if (MAPPABLE.has(type)) return type;
  return packed?.decodedType ?? 'F32';
}

function nameInode(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}-${ino}`;
}

function digestIdentity(paths: readonly string[]): string {
  const hash = createHash('sha256').update(`decoded weights ${LAYOUT_VERSION}`);
  for (const path of paths) {
    const { dev, ino, size, mtimeNs, birthtimeNs } = statSync(path, { bigint: true });
    hash.update(`\n${[dev, ino, size, mtimeNs, birthtimeNs].join(' ')}`);
  }
  return hash.digest('hex').slice(0, 24);
}

/** The place of each tensor in the decoded file. Two names of one tensor share a place. */
function placeTensors(tensors: ReadonlyMap<string, StoredTensor>): {
  readonly placed: ReadonlyMap<string, StoredTensor>;
  readonly sizeBytes: number;
} {
  const placed = new Map<string, StoredTensor>();
  let end = 0;
  for (const [name, tensor] of tensors) {
    const type = decodedType(tensor);
    const elements = tensor.dims.reduce((product, extent) => product * extent, 1);
    const sizeBytes = type === tensor.type ? tensor.sizeBytes : elements * (type === 'BF16' ? 2 : 4);
    const offset = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    placed.set(name, { ...tensor, type, file: DECODED_FILE, offset, sizeBytes });
    end = offset + sizeBytes;
  }
  return { placed, sizeBytes: end };
}

interface DecodedFile {
  readonly cache: string;
  /** The name of the file's folder in the cache. */
  readonly folder: string;
  /** The device and inode of the source; the folder's name begins with them. */
  readonly prefix: string;
  readonly sizeBytes: number;
}

function writeDecoded(
  stored: StoredWeights,
  placed: ReadonlyMap<string, StoredTensor>,
  { cache, folder, prefix, sizeBytes }: DecodedFile,
): void {
  mkdirSync(cache, { recursive: true });
  removeOutdated(cache, prefix);
  checkSpace(cache, sizeBytes);
  const unfinished = join(cache, `${folder}.${process.pid}-${process.hrtime.bigint()}.unfinished`);
  try {
    writeTensors(unfinished, stored, placed);
    mkdirSync(join(cache, folder), { recursive: true });
    renameSync(unfinished, join(cache, folder, DECODED_FILE));
  } catch (failure) {
    rmSync(unfinished, { force: true });
    throw failure;
  }
}

function writeTensors(path: string, stored: StoredWeights, placed: ReadonlyMap<string, StoredTensor>): void {
  const file = openSync(path, 'wx');
  try {
    for (const [name, tensor] of stored.tensors) {
      const target = placed.get(name);
      if (target === undefined) throw new Error(`no place for ${name}`);
      writeTensor(file, stored, tensor, target.offset);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Removes what was decoded from an earlier state of the source, and files of writers that were killed. */
function removeOutdated(cache: string, prefix: string): void {
  for (const name of readdirSync(cache)) {
    const [, writer] = /\.(\d+)-\d+\.unfinished$/.exec(name) ?? [];
    const isLeft = writer !== undefined && !isRunning(Number(writer));
    if (isLeft || (writer === undefined && name.startsWith(`${prefix}-`))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function checkSpace(folder: string, neededBytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'DISK_FULL',
    `the decoded weights take ${neededBytes} bytes in ${folder}, where ${freeBytes} are free; make room, or set LAMINA_DATA_DIR to a folder on a larger disk`,
  );
}

function writeTensor(file: number, { getSource }: StoredWeights, tensor: StoredTensor, start: number): void {
  const read: ReadTensor = (part, from = 0, length = part.sizeBytes - from) => getSource(part.file).read(part.offset + from, length);
  let position = start;
  for (const values of tensor.packed?.decode(read) ?? decodeInChunks(tensor, read))
    position += writeAll(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
}

function* decodeInChunks(tensor: StoredTensor, read: ReadTensor): Generator<Uint8Array | Float32Array> {
  const { type, sizeBytes } = tensor;
  const blockBytes = findBlockLayout(type)?.blockBytes ?? 1;
  const chunkBytes = Math.floor(CHUNK_BYTES / blockBytes) * blockBytes;
  for (let at = 0; at < sizeBytes; at += chunkBytes) yield decode(type, read(tensor, at, Math.min(chunkBytes, sizeBytes - at)));
}

function decode(type: StoredType, stored: Uint8Array): Uint8Array | Float32Array {
  return MAPPABLE.has(type) ? stored : decodeWeights(type, stored);
}

function writeAll(file: number, bytes: Uint8Array, position: number): number {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, position + written);
  return written;
}
