import { MODEL_LIMITS } from './limits.ts';
import type { Tensor, TensorData } from './model.ts';
import { WIRE, type WireReader } from './wire-reader.ts';

const TYPED_DATA_FIELDS = new Set([4, 5, 6, 7, 10, 11]);
const EXTERNAL = 1;

/** Reads one TensorProto. Large raw data stays in the file unless `resident` is set. */
export function readTensor(reader: WireReader, options: { resident?: boolean } = {}): Tensor {
  let name = '';
  let dataType = 0;
  let location = 0;
  const dims: number[] = [];
  const typed: Uint8Array[] = [];
  const rest: Uint8Array[] = [];
  const external = new Map<string, string>();
  let raw: TensorData | null = null;
  let start = reader.position;
  reader.fields((field, wire) => {
    if (field === 1) reader.int64s(wire, dims);
    else if (field === 2) dataType = reader.varint();
    else if (field === 8) name = reader.string();
    else if (field === 9) raw = readRawData(reader, options.resident === true);
    else if (field === 13) readEntry(reader, external);
    else if (field === 14) location = reader.varint();
    else if (TYPED_DATA_FIELDS.has(field)) typed.push(reader.rawField(start, wire));
    else rest.push(reader.rawField(start, wire));
    start = reader.position;
  });
  if (dims.length > MODEL_LIMITS.maxTensorRank) reader.fail(`tensor ${name} of rank ${dims.length} (limit ${MODEL_LIMITS.maxTensorRank})`);
  if (dims.some((dim) => dim < 0 || !Number.isSafeInteger(dim)))
    reader.fail(`tensor ${name} with a negative or too large dimension [${dims}]`);
  const data: TensorData = location === EXTERNAL ? externalData(reader, name, external) : (raw ?? { kind: 'typed', fields: typed });
  return { name, dims, dataType, data, rest };
}

function readRawData(reader: WireReader, resident: boolean): TensorData {
  const start = reader.position;
  const sizeBytes = reader.length();
  if (sizeBytes >= MODEL_LIMITS.residentDataBytes && !resident) {
    const offset = reader.position;
    reader.position = start;
    reader.skip(WIRE.bytes);
    return { kind: 'range', offset, sizeBytes };
  }
  reader.position = start;
  return { kind: 'bytes', bytes: reader.bytes() };
}

/** Reads one StringStringEntryProto into a map. */
export function readEntry(reader: WireReader, into: Map<string, string>): void {
  reader.message(() => {
    let key = '';
    let value = '';
    reader.fields((field, wire) => {
      if (field === 1) key = reader.string();
      else if (field === 2) value = reader.string();
      else reader.skip(wire);
    });
    into.set(key, value);
  });
}

function externalData(reader: WireReader, name: string, entries: ReadonlyMap<string, string>): TensorData {
  const location = entries.get('location');
  if (location === undefined || location === '') return reader.fail(`external tensor ${name} without a location`);
  const number = (key: string): number | null => {
    const text = entries.get(key);
    if (text === undefined) return null;
    const value = Number(text);
    return Number.isSafeInteger(value) && value >= 0 ? value : reader.fail(`external tensor ${name} with ${key} "${text}"`);
  };
  // onnx.proto: an absent offset is 0, an absent length reaches to the end of the file.
  return { kind: 'external', location, offset: number('offset') ?? 0, sizeBytes: number('length') };
}
