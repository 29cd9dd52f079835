import { AppError } from '@lamina/errors';
import type { Json, Packed, ReadTensor, StoredTensor } from '../checkpoint.ts';
import { decodeWeights } from '../ggml/decode-weights.ts';

export type Tensors = ReadonlyMap<string, StoredTensor>;

/** A weight that a packing found. */
export interface PackedWeight extends Packed {
  readonly name: string;
  /** Dimensions of the decoded weight, outermost first. */
  readonly dims: readonly number[];
  /** The stored tensors that it is made of. */
  readonly parts: readonly StoredTensor[];
}

/** One way to pack weights, with all of them in a checkpoint. `quantization`: quantization_config of config.json. */
export interface Packing {
  /** Suffix of the stored tensor by which a packed weight is found. */
  readonly suffix: string;
  /** The packed weight of a stored tensor with that suffix; null if the tensor is something else. @throws AppError MODEL_MALFORMED, MODEL_UNSUPPORTED */
  readonly find: (place: string, codes: StoredTensor, context: PackingContext) => PackedWeight | null;
}

export interface PackingContext {
  readonly tensors: Tensors;
  readonly quantization: Json;
}

/** A part of a packed weight. @throws AppError MODEL_MALFORMED if it is missing or its shape is another one. */
export function getPart({ tensors }: PackingContext, name: string, dims: readonly (number | null)[]): StoredTensor {
  const part = tensors.get(name);
  const fits =
    part !== undefined && part.dims.length === dims.length && dims.every((extent, axis) => extent === null || extent === part.dims[axis]);
  if (fits) return part;
  const found = part === undefined ? 'is missing' : `has shape [${part.dims.join(', ')}]`;
  throw new AppError(
    'MODEL_MALFORMED',
    `tensor ${name} ${found}; its packed weight needs [${dims.map((extent) => extent ?? '?').join(', ')}]`,
  );
}

/** The values of a float tensor in float32. */
export function readFloats(read: ReadTensor, tensor: StoredTensor): Float32Array {
  return tensor.type === 'F8_E4M3' ? decodeFloat8(read(tensor)) : decodeWeights(tensor.type, read(tensor));
}

/** The values of an I32 or I64 tensor. */
export function readInts(read: ReadTensor, tensor: StoredTensor): Int32Array {
  const bytes = Uint8Array.from(read(tensor));
  if (tensor.type === 'I32') return new Int32Array(bytes.buffer);
  if (tensor.type === 'I64') return Int32Array.from(new BigInt64Array(bytes.buffer), Number);
  throw new AppError('MODEL_MALFORMED', `tensor ${tensor.name} of ${tensor.file} is stored as ${tensor.type}; whole numbers are expected`);
}

/** E4M3FN: sign, 4 bits of exponent with bias 7, 3 of mantissa; no infinities, 0x7f and 0xff are NaN. */
const FLOAT8_E4M3 = Float32Array.from({ length: 256 }, (_, code) => {
  const [sign, exponent, mantissa] = [code & 0x80 ? -1 : 1, (code >> 3) & 15, code & 7];
  if ((code & 0x7f) === 0x7f) return Number.NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -9 : (1 + mantissa / 8) * 2 ** (exponent - 7));
});

export function decodeFloat8(codes: Uint8Array): Float32Array {
  return Float32Array.from(codes, (code) => FLOAT8_E4M3[code] as number);
}

/** The sixteen values of a 4-bit float: sign, 2 bits of exponent, 1 of mantissa. */
export const FLOAT4_E2M1 = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0, -0.5, -1, -1.5, -2, -3, -4, -6] as const;

/** The same values doubled, which makes them whole. */
const DOUBLED_FLOAT4 = Int8Array.from(FLOAT4_E2M1, (value) => 2 * value);

/** Doubled values of 4-bit floats, two a byte, the low half first. @param to int8, twice as long */
export function unpackFloat4(bytes: Uint8Array, to: Uint8Array): void {
  for (const [at, pair] of bytes.entries()) {
    to[2 * at] = DOUBLED_FLOAT4[pair & 15] as number;
    to[2 * at + 1] = DOUBLED_FLOAT4[pair >> 4] as number;
  }
}
