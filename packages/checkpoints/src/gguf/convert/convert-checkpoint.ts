import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import { type StoredLayout, type StoredType, TRANSFORMERS_LAYOUT } from '../../checkpoint.ts';
import type { WeightType } from '../../ggml/ggml-type.ts';
import { findWeightType, getGgmlNumber } from '../../ggml/ggml-types.ts';
import { GgufWriter } from '../gguf-writer.ts';
import { type Gguf, readGguf } from '../read-gguf.ts';
import { CONVERSIONS, type Conversion } from './conversions.ts';
import { type ConvertedTensor, type ConvertibleTensors, type GgufPlace, listPlaces, listTensors } from './convert-tensors.ts';
import { type EntryValue, encodeEntry, text, uint32 } from './gguf-entries.ts';

const UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
] as const;

/** A count of parameters as general.size_label has it: 135M, 1.5B (gguf-py, utility.py, size_label of a model without experts). */
function describeSize(parameters: number): string {
  const [unit, suffix] = UNITS.find(([least]) => parameters > least) ?? [1e3, 'K'];
  const scaled = parameters / unit;
  const digits = Math.max(2 - String(Math.round(scaled)).replace(/^0+/, '').length, 0);
  return `${scaled.toFixed(digits)}${suffix}`;
}

const ALIGNMENT = 32;
/** GGML_QNT_VERSION */
const QUANTIZATION_VERSION = 2;

/** A checkpoint to convert. */
export interface ConvertibleCheckpoint extends ConvertibleTensors {
  /** model_type of the text decoder. */
  readonly modelType: string;
  readonly name: string;
  /** Entries of the tokenizer, with whole keys. */
  readonly tokenizer: ReadonlyMap<string, EntryValue>;
}

/**
 * A checkpoint as the GGUF file that llama.cpp's converter makes of it: names, order of rows, metadata. It is not written: its header is in memory, and
 * its tensors are read from the checkpoint and converted when their bytes are asked for. Matrices keep their number type, all else is F32.
 *
 * @throws AppError MODEL_UNSUPPORTED for an architecture, or a tensor, that has no place in llama.cpp
 */
export function convertCheckpoint(checkpoint: ConvertibleCheckpoint): ConvertedCheckpoint {
  const conversion = getConversion(checkpoint.modelType);
  const tensors = listTensors(checkpoint, conversion);
  const header = encodeHeader(checkpoint, conversion, tensors);
  const gguf = readGguf([{ file: checkpoint.name, source: createSource(header, tensors) }]);
  return { gguf, places: listPlaces(checkpoint, conversion) };
}

/** general.architecture of a model type of transformers. @throws AppError MODEL_UNSUPPORTED where llama.cpp has none, or Lamina does not write it */
export function findConvertedArchitecture(modelType: string): string {
  return getConversion(modelType).architecture;
}

/** How the GGUF file of a model type stores values. @throws AppError as findConvertedArchitecture does */
export function findConvertedLayout(modelType: string): StoredLayout {
  return { ...TRANSFORMERS_LAYOUT, ...getConversion(modelType).layout };
}

function getConversion(modelType: string): Conversion {
  const conversion = CONVERSIONS.get(modelType);
  if (conversion !== undefined) return conversion;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `a model of the type ${modelType} cannot be written as GGUF; types that can are ${[...CONVERSIONS.keys()].join(', ')}`,
  );
}

export interface ConvertedCheckpoint {
  readonly gguf: Gguf;
  /** Where the tensors of the checkpoint lie in it, by the names of transformers. */
  readonly places: ReadonlyMap<string, GgufPlace>;
}

function encodeHeader(checkpoint: ConvertibleCheckpoint, conversion: Conversion, tensors: readonly ConvertedTensor[]): Uint8Array {
  const { architecture } = conversion;
  const total = tensors.reduce((sum, { dims }) => sum + countElements(dims), 0);
  const entries: readonly (readonly [string, EntryValue])[] = [
    ['general.architecture', text(architecture)],
    ['general.type', text('model')],
    ['general.name', text(checkpoint.name)],
    ['general.size_label', text(describeSize(total))],
    ...Object.entries(conversion.list(checkpoint)).map(([key, value]) => [`${architecture}.${key}`, value] as const),
    ['general.file_type', uint32(0)],
    ...checkpoint.tokenizer,
    ['general.quantization_version', uint32(QUANTIZATION_VERSION)],
  ];
  const writer = new GgufWriter().raw(new TextEncoder().encode('GGUF')).uint32(3).uint64(tensors.length).uint64(entries.length);
  for (const [key, value] of entries) writer.raw(encodeEntry(key, value));
  for (const { name, dims, type, at } of placeTensors(tensors)) {
    writer.string(name).uint32(dims.length);
    for (const extent of [...dims].reverse()) writer.uint64(extent);
    writer.uint32(getGgmlNumber(type)).uint64(at);
  }
  return writer.pad(ALIGNMENT).finish();
}

/** Tensors with their first byte, from the start of the data. */
function placeTensors(
  tensors: readonly ConvertedTensor[],
): readonly (ConvertedTensor & { readonly at: number; readonly sizeBytes: number })[] {
  let end = 0;
  return tensors.map((tensor) => {
    const at = end;
    const sizeBytes = countElements(tensor.dims) * getWidth(tensor.type);
    end = Math.ceil((at + sizeBytes) / ALIGNMENT) * ALIGNMENT;
    return { ...tensor, at, sizeBytes };
  });
}

/** The file's bytes: the header, and tensors that are converted when they are read. */
function createSource(header: Uint8Array, tensors: readonly ConvertedTensor[]): ByteSource {
  const placed = placeTensors(tensors);
  const last = placed.at(-1);
  const end = header.byteLength + (last === undefined ? 0 : Math.ceil((last.at + last.sizeBytes) / ALIGNMENT) * ALIGNMENT);
  return {
    sizeBytes: end,
    read: (offset, sizeBytes) => {
      if (offset < header.byteLength) return header.subarray(offset, offset + sizeBytes);
      const start = offset - header.byteLength;
      const tensor = placed.find(({ at, sizeBytes: own }) => start >= at && start + sizeBytes <= at + own);
      if (tensor === undefined) throw new Error(`no tensor holds the bytes ${offset} to ${offset + sizeBytes}`);
      const { type, matrix, at } = tensor;
      const rowBytes = matrix.columns * getWidth(type);
      const first = Math.floor((start - at) / rowBytes);
      const count = Math.ceil((start - at + sizeBytes) / rowBytes) - first;
      const values = matrix.readRows(first, count);
      const bytes = new Uint8Array(count * rowBytes);
      getWeightType(type).encode(values, bytes);
      const skipped = start - at - first * rowBytes;
      return bytes.subarray(skipped, skipped + sizeBytes);
    },
  };
}

function countElements(dims: readonly number[]): number {
  return dims.reduce((product, extent) => product * extent, 1);
}

function getWeightType(type: StoredType): WeightType {
  const found = findWeightType(type);
  if (found === undefined) throw new Error(`${type} is no type of weights`);
  return found;
}

function getWidth(type: StoredType): number {
  return getWeightType(type).blockBytes;
}
