import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeWeights, encodeWeights, fitType, getWeightType, measureWeights } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { DATA_TYPE, type Tensor } from '@lamina/onnx';
import type { OpenedModel } from '../open/open-model.ts';
import { readWeightValues } from '../weights/read-weight-values.ts';

const { floor, fround } = Math;
const GROUP = 32;

/** A type for measuring only, in no file: 3 bits per weight, with a half-precision scale and minimum for 32 neighbours. */
const RTN2_32 = 'RTN2_32';
const RTN2_32_BITS = 3;

/** Half precision, ties to even, as float32. */
function toHalf(value: number): number {
  return getAt(new Float16Array([value]), 0);
}

/**
 * Values after rounding to nearest in two bits: d = half((max − min) / 3), m = half(min), code = clamp(⌊(x − m) / d + 0.5⌋, 0, 3), value = d · code + m.
 * @param rows float32[rows, columns], columns a multiple of 32
 */
function roundRtn2(rows: Float32Array): Float32Array {
  const out = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += GROUP) {
    const group = rows.subarray(from, from + GROUP);
    const lowest = group.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const highest = group.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const scale = toHalf(fround(fround(highest - lowest) / 3));
    const minimum = toHalf(lowest);
    for (const [index, value] of group.entries()) {
      const code = scale === 0 ? 0 : Math.min(3, Math.max(0, floor(fround(fround(fround(value - minimum) / scale) + 0.5))));
      out[from + index] = fround(fround(scale * code) + minimum);
    }
  }
  return out;
}

/** How a weight of a graph is rounded. */
export interface Rounding {
  /** A type that weights can be stored in. */
  readonly type: string;
  /** Whether the weight is [inputs, outputs], so that its columns are rounded together. */
  readonly isTransposed: boolean;
}

/** Weights are aligned to the width of a vector load. */
const ALIGNMENT_BYTES = 64;
const FILE = 'rounded.weights';

/**
 * The model with some weights as a type of GGUF stores them: encoded row by row, and decoded to float32. All weights that lie in files are written to one
 * file in `folder`, which stays as long as the model is used.
 *
 * @param find how a weight is rounded, by its name; null: it stays as it is
 * @throws AppError as encodeWeights does
 */
export function roundWeights(opened: OpenedModel, find: (name: string) => Rounding | null, folder: string): OpenedModel {
  const { structure, mapped } = opened;
  const { model } = structure;
  const file = openSync(join(folder, FILE), 'w');
  let end = 0;
  const write = (bytes: Uint8Array): number => {
    const at = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
    end = at + bytes.length;
    return at;
  };
  const places = new Map<string, Tensor['data']>();
  try {
    const initializers = model.graph.initializers.map((tensor): Tensor => {
      const rounding = find(tensor.name);
      const isInFile = tensor.data.kind === 'external';
      if (rounding === null && !isInFile) return tensor;
      const values = readWeightValues(tensor, mapped.weights);
      const rounded = rounding === null ? values : roundMatrix(values, tensor, rounding);
      const bytes = new Uint8Array(rounded.buffer, rounded.byteOffset, rounded.byteLength);
      // Weights that share a range are written once.
      const key = rounding === null && tensor.data.kind === 'external' ? `${tensor.data.location} ${tensor.data.offset}` : tensor.name;
      const data = places.get(key) ?? { kind: 'external', location: FILE, offset: write(bytes), sizeBytes: bytes.length };
      places.set(key, data);
      return { ...tensor, dataType: DATA_TYPE.float, data };
    });
    const graph = { ...model.graph, initializers };
    const rounded = { ...model, graph };
    return {
      ...opened,
      mapped: { model: rounded, weights: { folder, coded: null }, weightFiles: [join(folder, FILE)] },
      coded: null,
      structure: { ...structure, model: rounded },
    };
  } finally {
    closeSync(file);
  }
}

/** float32 values of a matrix after they went through a type. @throws AppError as encodeWeights does */
export function roundMatrix(
  values: Float32Array,
  { name, dims }: Pick<Tensor, 'name' | 'dims'>,
  { type, isTransposed }: Rounding,
): Float32Array {
  const [rows, columns] = [getAt(dims, dims.length - 2), getAt(dims, dims.length - 1)];
  if (!isTransposed) return roundRows(type, values, { columns, place: name });
  return transpose(roundRows(type, transpose(values, rows, columns), { columns: rows, place: name }), columns, rows);
}

/** How a matrix goes through a type: where the blocks of the type do not divide its rows, through the one that llama.cpp takes. @throws AppError as fitType */
export function fitRounding(
  { name, dims }: Pick<Tensor, 'name' | 'dims'>,
  { type, isTransposed, usesFallbacks }: Rounding & { readonly usesFallbacks: boolean },
): Rounding {
  if (type === RTN2_32) return { type, isTransposed };
  return { type: fitType(type, { columns: columnsOf(dims, isTransposed), place: name, usesFallbacks }), isTransposed };
}

/** Values of a row, which are encoded together. */
function columnsOf(dims: Tensor['dims'], isTransposed: boolean): number {
  return getAt(dims, dims.length - (isTransposed ? 2 : 1));
}

/** Bytes of a matrix in a type. @throws AppError TYPE_UNSUPPORTED */
export function measureMatrix({ name, dims }: Pick<Tensor, 'name' | 'dims'>, { type, isTransposed }: Rounding): number {
  const columns = columnsOf(dims, isTransposed);
  const weights = dims.reduce((product, extent) => product * extent, 1);
  if (type !== RTN2_32) return measureWeights(type, { dims: [weights / columns, columns], place: name });
  checkGroups(columns, name);
  return (weights * RTN2_32_BITS) / 8;
}

function roundRows(
  type: string,
  rows: Float32Array,
  { columns, place }: { readonly columns: number; readonly place: string },
): Float32Array {
  if (type !== RTN2_32) return decodeWeights(getWeightType(type, { columns, place }).type, encodeWeights(type, rows, { columns, place }));
  checkGroups(columns, place);
  return roundRtn2(rows);
}

function checkGroups(columns: number, place: string): void {
  if (columns % 32 !== 0)
    throw new AppError('TYPE_UNSUPPORTED', `${place} has rows of ${columns} values, which ${RTN2_32} cannot round in groups of 32`);
}

/** Matrices float32[rows, columns], one after the other, as [columns, rows]. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let base = 0; base < values.length; base += rows * columns)
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < columns; column += 1) out[base + column * rows + row] = values[base + row * columns + column] as number;
  return out;
}
