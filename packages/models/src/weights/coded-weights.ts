import { join } from 'node:path';
import { decodeWeights, findBlockLayout, type ReadTensor, type StoredTensor, type StoredType } from '@lamina/checkpoints';
import { getAt } from '@lamina/errors';
import type { DigestOptions } from '../files/digest-file.ts';
import { readRange, readWholeRange } from '../files/read-files.ts';

/** The types that ONNX Runtime reads from a file as they are stored. */
const MAPPABLE: ReadonlySet<StoredType> = new Set<StoredType>(['F32', 'F16', 'BF16', 'F64']);

/**
 * The file that graphs name for weights of a model with codes. It does not exist: it is the file in which all tensors of the model would lie one after
 * the other, decoded to float32. So a graph over codes is one of float matrices, whose rows, parts and copies are ranges as in any other model.
 */
export const DECODED_FILE = 'decoded.weights';
const ALIGNMENT_BYTES = 64;
const CHUNK_BYTES = 8 * 1024 * 1024;

/** A range of the decoded file. */
interface DecodedRange {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The weights of a model of which some are stored as codes. */
export class CodedWeights {
  /** As they are stored. */
  readonly stored: ReadonlyMap<string, StoredTensor>;
  /** As they would lie in the decoded file. Packed weights still say how they are packed. */
  readonly decoded: ReadonlyMap<string, StoredTensor>;
  /** The folder of the model's files. */
  readonly folder: string;
  readonly digests: DigestOptions;
  readonly #places: readonly { readonly name: string; readonly tensor: StoredTensor; readonly place: StoredTensor }[];

  constructor(stored: ReadonlyMap<string, StoredTensor>, folder: string, digests: DigestOptions) {
    this.stored = stored;
    this.folder = folder;
    this.digests = digests;
    this.#places = placeTensors(stored);
    this.decoded = new Map(this.#places.map(({ name, place }) => [name, place]));
  }

  /** The stored tensor in which a place of the decoded file lies, and its name. */
  find(offset: number): { readonly name: string; readonly tensor: StoredTensor; readonly place: StoredTensor } {
    const found = this.#places[findLast(this.#places, offset)];
    if (found === undefined) throw new Error(`no weight lies at byte ${offset}`);
    return found;
  }

  /** The bytes of a range of one weight, decoded some megabytes at a time. File system errors keep their codes. */
  *read({ offset, sizeBytes }: DecodedRange): Generator<Uint8Array> {
    const { tensor, place } = this.find(offset);
    const start = offset - place.offset;
    if (place.type === tensor.type) yield* readRange(join(this.folder, tensor.file), tensor.offset + start, sizeBytes);
    else yield* this.#decode(tensor, start, sizeBytes);
  }

  *#decode(tensor: StoredTensor, start: number, sizeBytes: number): Generator<Uint8Array> {
    const { type, packed } = tensor;
    const layout = findBlockLayout(type);
    if (packed !== undefined) {
      yield* cut(packed.decode(this.readTensor), start, sizeBytes);
      return;
    }
    if (layout === undefined) throw new Error(`${tensor.name} of type ${type} cannot be decoded`);
    const { blockBytes, blockElements } = layout;
    const decodedBytes = blockElements * Float32Array.BYTES_PER_ELEMENT;
    const first = Math.floor(start / decodedBytes);
    const end = Math.ceil((start + sizeBytes) / decodedBytes);
    const perChunk = Math.floor(CHUNK_BYTES / decodedBytes);
    const chunks = function* (read: ReadTensor): Generator<Float32Array> {
      for (let block = first; block < end; block += perChunk)
        yield decodeWeights(type, read(tensor, block * blockBytes, Math.min(perChunk, end - block) * blockBytes));
    };
    yield* cut(chunks(this.readTensor), start - first * decodedBytes, sizeBytes);
  }

  readonly readTensor: ReadTensor = ({ file, offset, sizeBytes }, start = 0, length = sizeBytes - start) =>
    readWholeRange(join(this.folder, file), offset + start, length);
}

/** True where every tensor has a type that ONNX Runtime maps. */
export function areMappable(tensors: ReadonlyMap<string, StoredTensor>): boolean {
  return [...tensors.values()].every(({ type }) => MAPPABLE.has(type));
}

/** Two names of one tensor have a place each: nothing is written there. */
function placeTensors(tensors: ReadonlyMap<string, StoredTensor>) {
  let end = 0;
  return [...tensors].map(([name, tensor]) => {
    const isKept = MAPPABLE.has(tensor.type);
    const elements = tensor.dims.reduce((product, extent) => product * extent, 1);
    const sizeBytes = isKept ? tensor.sizeBytes : elements * Float32Array.BYTES_PER_ELEMENT;
    const offset = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    end = offset + sizeBytes;
    return { name, tensor, place: { ...tensor, type: isKept ? tensor.type : ('F32' as const), file: DECODED_FILE, offset, sizeBytes } };
  });
}

/** The index of the last place that begins at or before `offset`. */
function findLast(places: readonly { readonly place: StoredTensor }[], offset: number): number {
  let [low, high] = [0, places.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (getAt(places, middle).place.offset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A range of the bytes of consecutive values. */
function* cut(pieces: Iterable<Float32Array>, start: number, sizeBytes: number): Generator<Uint8Array> {
  let at = 0;
  for (const values of pieces) {
    const from = Math.max(0, start - at);
    const to = Math.min(values.byteLength, start + sizeBytes - at);
    if (from < to) yield new Uint8Array(values.buffer, values.byteOffset + from, to - from);
    at += values.byteLength;
    if (at >= start + sizeBytes) return;
  }
}
