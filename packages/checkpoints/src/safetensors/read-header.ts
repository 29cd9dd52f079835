import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import type { StoredTensor } from '../checkpoint.ts';
import { CHECKPOINT_LIMITS } from '../limits.ts';
import { isObject, parseJson } from '../parse-json.ts';
import { getElementBytes, isElementType } from './element-types.ts';

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;

/**
 * A key that a valid JSON object has twice; JSON.parse keeps the last one silently. Nested objects are not searched.
 * @param distinct number of different keys, as JSON.parse finds them
 */
function findRepeatedKey(json: string, distinct: number): string | undefined {
  const keys = listKeys(json);
  if (keys.length === distinct) return undefined;
  return keys.find((key, place) => keys.indexOf(key) < place);
}

function listKeys(json: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && /^\s*:/.test(json.slice(index + token.length, index + token.length + 16))) keys.push(JSON.parse(token));
  }
  return keys;
}

/** Bytes before the header: its length as a little-endian uint64. */
const LENGTH_BYTES = 8;

/** The parsed header of one safetensors file. */
export interface SafetensorsHeader {
  /** In the order of the header. */
  readonly tensors: readonly StoredTensor[];
  /** `__metadata__`: strings by name; empty if there is none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** First byte of tensor data in the file. */
  readonly dataOffset: number;
}

/**
 * Parses the header of a safetensors file (format of the safetensors library 0.8): 8 bytes with the header's length, JSON, then tensor data that the
 * tensors cover without gaps or overlaps.
 *
 * @param file the file's name for messages and tensors
 * @throws AppError MODEL_MALFORMED if the file violates the format, MODEL_UNSUPPORTED for unsupported element types; messages name file, tensor,
 * offset and limit.
 */
export function readSafetensorsHeader(source: ByteSource, file: string): SafetensorsHeader {
  const headerBytes = readHeaderLength(source, file);
  const text = new TextDecoder().decode(source.read(LENGTH_BYTES, headerBytes));
  const header = parseJson(text, `the header of ${file}`);
  const repeated = findRepeatedKey(text, Object.keys(header).length);
  if (repeated !== undefined) fail(`the header of ${file} describes tensor ${repeated} a second time`);
  const dataOffset = LENGTH_BYTES + headerBytes;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  if (entries.length > CHECKPOINT_LIMITS.maxTensors)
    fail(`${file} lists ${entries.length} tensors (limit ${CHECKPOINT_LIMITS.maxTensors})`);
  const tensors = entries.map(([name, entry]) => readEntry({ name, entry, file, dataOffset }));
  checkCoverage(tensors, { file, dataOffset, fileBytes: source.sizeBytes });
  return { tensors, metadata: readMetadata(header.__metadata__, file), dataOffset };
}

function readHeaderLength(source: ByteSource, file: string): number {
  if (source.sizeBytes < LENGTH_BYTES)
    fail(`${file} has ${source.sizeBytes} bytes; a safetensors file begins with ${LENGTH_BYTES} bytes that say how long its header is`);
  const bytes = source.read(0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  const available = source.sizeBytes - LENGTH_BYTES;
  if (length > BigInt(available))
    fail(
      `the header of ${file} should have ${length} bytes, but only ${available} follow; the file is cut short or is no safetensors file`,
    );
  if (length > BigInt(CHECKPOINT_LIMITS.maxHeaderBytes))
    fail(`the header of ${file} has ${length} bytes (limit ${CHECKPOINT_LIMITS.maxHeaderBytes})`);
  return Number(length);
}

interface Entry {
  readonly name: string;
  readonly entry: unknown;
  readonly file: string;
  readonly dataOffset: number;
}

function readEntry({ name, entry, file, dataOffset }: Entry): StoredTensor {
  if (!isObject(entry)) return fail(`tensor ${name} of ${file} has no description in the header`);
  const { dtype: type, shape: dims, data_offsets: span } = entry;
  if (typeof type !== 'string') return fail(`tensor ${name} of ${file} has no dtype in the header`);
  if (!isElementType(type)) {
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `tensor ${name} of ${file} has element type ${type}; Lamina reads F32, F16 and BF16 weights. Use a checkpoint that is not quantized`,
    );
  }
  if (!isCounts(dims) || dims.length > CHECKPOINT_LIMITS.maxTensorRank)
    return fail(
      `tensor ${name} of ${file} has shape ${JSON.stringify(dims)}; at most ${CHECKPOINT_LIMITS.maxTensorRank} extents of 0 and more are expected`,
    );
  if (!isSpan(span)) return fail(`tensor ${name} of ${file} has data_offsets ${JSON.stringify(span)}; a begin and an end are expected`);
  const [begin, end] = span;
  const needed = dims.reduce((product, extent) => product * extent, getElementBytes(type));
  if (end - begin !== needed)
    return fail(`tensor ${name} of ${file} has ${end - begin} bytes; ${type} [${dims.join(', ')}] takes ${needed}`);
  return { name, dims, type, file, offset: dataOffset + begin, sizeBytes: needed };
}

function checkCoverage(
  tensors: readonly StoredTensor[],
  { file, dataOffset, fileBytes }: { readonly file: string; readonly dataOffset: number; readonly fileBytes: number },
): void {
  const sorted = [...tensors].sort((a, b) => a.offset - b.offset || a.sizeBytes - b.sizeBytes);
  for (const { name, offset, sizeBytes } of sorted)
    if (offset + sizeBytes > fileBytes)
      fail(
        `tensor ${name} of ${file} ends at byte ${offset + sizeBytes}, and the file has ${fileBytes}; the file is cut short, download it again`,
      );
  let end = dataOffset;
  let before = 'the header';
  for (const { name, offset, sizeBytes } of sorted) {
    const found = offset - dataOffset;
    const wanted = end - dataOffset;
    if (offset < end) fail(`tensor ${name} of ${file} begins at data offset ${found}, inside ${before}, which ends at ${wanted}`);
    if (offset > end) fail(`the bytes ${wanted} to ${found} between ${before} and tensor ${name} of ${file} belong to no tensor`);
    end = offset + sizeBytes;
    before = `tensor ${name}`;
  }
  if (end !== fileBytes) fail(`the last ${fileBytes - end} bytes of ${file} belong to no tensor`);
}

function readMetadata(value: unknown, file: string): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isObject(value)) return fail(`__metadata__ of ${file} is not an object of strings`);
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

function isSpan(value: unknown): value is readonly [begin: number, end: number] {
  if (!isCounts(value) || value.length !== 2) return false;
  const [begin = 0, end = 0] = value;
  return begin <= end;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function fail(message: string): never {
  throw new AppError('MODEL_MALFORMED', message);
}
