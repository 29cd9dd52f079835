import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import type { StoredTensor } from '../checkpoint.ts';
import { GgufCursor } from './gguf-cursor.ts';
import { GGUF_LIMITS } from './gguf-limits.ts';
import { type GgufEntry, readMetadata } from './gguf-metadata.ts';
import { checkSpans, readTensorInfos } from './gguf-tensors.ts';
import { listSplitFiles } from './split-files.ts';

/** One file of a GGUF model. */
export interface GgufSource {
  /** Name in the folder of the model, for messages and for StoredTensor.file. */
  readonly file: string;
  readonly source: ByteSource;
}

/** A parsed GGUF header: the model's facts, and the locations of its tensors. */
export interface Gguf {
  /** The files, first part first. */
  readonly sources: readonly GgufSource[];
  readonly version: 2 | 3;
  /** Tensor offsets are multiples of this many bytes from `dataOffset` (first part). */
  readonly alignment: number;
  /** Start of the tensor data in the first part. */
  readonly dataOffset: number;
  /** Metadata of the first part (other parts contain only split.*), in file order. */
  readonly metadata: ReadonlyMap<string, GgufEntry>;
  /** Tensors of all parts by GGUF name, in file order; dimensions outermost first. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

type Part = Omit<Gguf, 'sources'> & { readonly input: GgufSource };

/**
 * Reads the header of a GGUF model (versions 2 and 3, little-endian): one file, or all parts of a split one in any order.
 * Vocabularies and other arrays stay in the file until they are read. Format: ggml/docs/gguf.md.
 * @throws AppError MODEL_MALFORMED (magic, truncation, counts, offsets, overlaps, duplicates), MODEL_UNSUPPORTED (version, byte order, tensor type),
 * EXTERNAL_DATA_MISSING (a part of a split model is missing).
 */
export function readGguf(sources: readonly GgufSource[]): Gguf {
  const parts = orderParts(sources.map(readPart));
  const [first] = parts;
  if (first === undefined) throw new Error('readGguf needs at least one file');
  const tensors = new Map<string, StoredTensor>();
  for (const { input, tensors: own } of parts) {
    for (const [name, tensor] of own) {
      const other = tensors.get(name);
      if (other !== undefined) refuse(input.file, `tensor ${name} is also in ${other.file}`);
      tensors.set(name, tensor);
    }
  }
  const expected = first.metadata.get('split.tensors.count')?.value;
  if (parts.length > 1 && typeof expected === 'number' && expected !== tensors.size)
    refuse(first.input.file, `split.tensors.count is ${expected}, but the ${parts.length} parts hold ${tensors.size} tensors`);
  const { version, alignment, dataOffset, metadata } = first;
  return { sources: parts.map(({ input }) => input), version, alignment, dataOffset, metadata, tensors };
}

function refuse(file: string, problem: string): never {
  throw new AppError('MODEL_MALFORMED', `${file}: ${problem}; download or convert the model again`, { details: { file } });
}

function readPart(input: GgufSource): Part {
  const cursor = new GgufCursor(input.file, input.source);
  const version = readVersion(cursor);
  const tensorCount = readHeaderCount(cursor, { what: 'tensors', limit: GGUF_LIMITS.maxTensors, leastBytes: 24 });
  const entryCount = readHeaderCount(cursor, { what: 'metadata entries', limit: GGUF_LIMITS.maxMetadataEntries, leastBytes: 13 });
  const metadata = readMetadata(cursor, input.source, entryCount);
  const alignment = readAlignment(cursor, metadata.get('general.alignment'));
  const infos = readTensorInfos(cursor, tensorCount);
  const dataOffset = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = checkSpans(infos, { cursor, alignment, dataOffset, fileBytes: input.source.sizeBytes });
  return { input, version, alignment, dataOffset, metadata, tensors };
}

function readVersion(cursor: GgufCursor): 2 | 3 {
  const magic = cursor.remaining < 4 ? 0 : cursor.uint32();
  if (magic !== 0x46554747) cursor.fail(`it does not begin with the four letters GGUF`, 0);
  const version = cursor.uint32();
  if (version === 2 || version === 3) return version;
  // A small version number with reversed bytes means big-endian.
  const problem = version % 65_536 === 0 && version > 0 ? 'is big-endian' : `has version ${version}`;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${cursor.file} ${problem}; Lamina reads little-endian GGUF of versions 2 and 3: convert the model again with a current llama.cpp`,
    { details: { file: cursor.file, version } },
  );
}

function readHeaderCount(cursor: GgufCursor, { what, limit, leastBytes }: { what: string; limit: number; leastBytes: number }): number {
  const at = cursor.position;
  const count = cursor.uint64();
  if (count > limit) cursor.fail(`a count of ${count} ${what} (limit ${limit})`, at);
  if (count * leastBytes > cursor.remaining)
    cursor.fail(`a count of ${count} ${what} where ${cursor.remaining} bytes are left (is the file cut short?)`, at);
  return count;
}

function readAlignment(cursor: GgufCursor, entry: GgufEntry | undefined): number {
  if (entry === undefined) return 32;
  const { value, offset } = entry;
  const isPower = typeof value === 'number' && value >= 1 && value <= GGUF_LIMITS.maxAlignment && Number.isInteger(Math.log2(value));
  return isPower
    ? value
    : cursor.fail(`general.alignment is ${String(value)} (a power of two up to ${GGUF_LIMITS.maxAlignment} expected)`, offset);
}

/** The parts ordered by split.no. */
function orderParts(parts: readonly Part[]): readonly Part[] {
  const counts = parts.map(({ metadata }) => metadata.get('split.count')?.value ?? 1);
  const count = counts[0];
  const [first] = parts;
  if (first === undefined || (parts.length === 1 && (count === 1 || count === 0))) return parts;
  if (typeof count !== 'number' || count < 1 || count > GGUF_LIMITS.maxParts)
    refuse(first.input.file, `split.count is ${String(count)} (1 to ${GGUF_LIMITS.maxParts} expected)`);
  const byNumber = new Map<number, Part>();
  for (const [index, part] of parts.entries()) {
    const { input, metadata } = part;
    const number = metadata.get('split.no')?.value;
    if (counts[index] !== count) refuse(input.file, `split.count is ${String(counts[index])}, but ${first.input.file} says ${count}`);
    if (typeof number !== 'number' || number >= count) refuse(input.file, `split.no is ${String(number)} (0 to ${count - 1} expected)`);
    const other = byNumber.get(number);
    if (other !== undefined) refuse(input.file, `split.no is ${number}, as in ${other.input.file}`);
    byNumber.set(number, part);
  }
  const names = listSplitFiles(first.input.file);
  return Array.from({ length: count }, (_, number) => byNumber.get(number) ?? missingPart(first.input.file, { number, count, names }));
}

function missingPart(file: string, { number, count, names }: { number: number; count: number; names: readonly string[] }): never {
  const name = names[number] ?? `part ${number + 1} of ${count}`;
  throw new AppError('EXTERNAL_DATA_MISSING', `${name} is missing: ${file} is one of ${count} parts of a model; put it beside the others`, {
    details: { file, number, count },
  });
}
