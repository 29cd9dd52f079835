import { DATA_TYPE, findElementBits } from '@lamina/onnx';

/**
 * How the values of a matrix [rows, columns] are held for products, without decoding them to floats. Blocks of `block` values along a row share a scale
 * and an offset:
 *
 *   W[r, c] = scale[r, c / block] · code[r, c] + (shift − zero[r, c / block]) · scale[r, c / block] + minimum[r, c / block]
 *
 * The values are those of the stored type, to the rounding of float32.
 */
export interface PackedForm {
  /**
   * `int4`: two codes of −8 … 7 a byte, each plus 8, the first one in the low half, as MatMulNBits reads them. `int8`: signed bytes. `float8`: E4M3.
   */
  readonly codes: 'int4' | 'int8' | 'float8';
  /** A power of two of at least 16 that divides the columns. */
  readonly block: number;
  readonly scales: BlockNumbers;
  readonly shift: number;
  /** int8; null where they are 0. */
  readonly zeros: 'int8' | null;
  readonly minimums: BlockNumbers | null;
  /** The stored column of each packed column, where groups of columns do not lie together; null for the stored order. */
  readonly order: Int32Array | null;
}

/** A number for each block: stored as a float, or as a code times a float16 that `per` blocks share. */
export type BlockNumbers =
  | { readonly type: 'float16' | 'bfloat16' | 'float32'; readonly per: 0 }
  | { readonly type: 'int8' | 'uint8'; readonly per: number };

export const PACKED_PARTS = ['codes', 'scales', 'scaleFactors', 'zeros', 'minimums', 'minimumFactors'] as const;
export type PackedPart = (typeof PACKED_PARTS)[number];

/** The bytes of some rows, little-endian; a form has the parts that listParts names. */
export type PackedBytes = Readonly<Record<PackedPart, Uint8Array>>;

/** A matrix that can be packed, some rows at a time. */
export interface PackableMatrix {
  readonly form: PackedForm;
  readonly rows: number;
  readonly columns: number;
  pack(firstRow: number, rows: number): PackedBytes;
}

/** A part of a form: a tensor [rows, columns]. */
export interface PartShape {
  readonly part: PackedPart;
  /** TensorProto.DataType */
  readonly dataType: number;
  readonly columns: number;
  readonly rowBytes: number;
}

const CODE_TYPES = { int4: DATA_TYPE.uint8, int8: DATA_TYPE.int8, float8: DATA_TYPE.float8e4m3fn } as const;
const NUMBER_TYPES = {
  float16: DATA_TYPE.float16,
  bfloat16: DATA_TYPE.bfloat16,
  float32: DATA_TYPE.float,
  int8: DATA_TYPE.int8,
  uint8: DATA_TYPE.uint8,
} as const;

/** The parts that a form has, for rows of `columns` values. */
export function listParts({ codes, block, scales, zeros, minimums }: PackedForm, columns: number): readonly PartShape[] {
  const blocks = columns / block;
  const numbers = (part: 'scales' | 'minimums', factors: PackedPart, { type, per }: BlockNumbers): readonly PartShape[] => [
    shapeOf(part, NUMBER_TYPES[type], blocks),
    ...(per === 0 ? [] : [shapeOf(factors, DATA_TYPE.float16, blocks / per)]),
  ];
  return [
    shapeOf('codes', CODE_TYPES[codes], codes === 'int4' ? columns / 2 : columns),
    ...numbers('scales', 'scaleFactors', scales),
    ...(zeros === null ? [] : [shapeOf('zeros', DATA_TYPE.int8, blocks)]),
    ...(minimums === null ? [] : numbers('minimums', 'minimumFactors', minimums)),
  ];
}

function shapeOf(part: PackedPart, dataType: number, columns: number): PartShape {
  const bits = findElementBits(dataType);
  if (bits === undefined) throw new Error(`no size of type ${dataType}`);
  return { part, dataType, columns, rowBytes: (columns * bits) / 8 };
}

/** The bytes of `rows` rows, all 0. */
export function allocateParts(form: PackedForm, columns: number, rows: number): PackedBytes {
  const parts = listParts(form, columns);
  // Forms do not have every part.
  const sizeOf = (part: PackedPart): number => parts.find((shape) => shape.part === part)?.rowBytes ?? 0;
  const make = (part: PackedPart): Uint8Array => new Uint8Array(rows * sizeOf(part));
  return {
    codes: make('codes'),
    scales: make('scales'),
    scaleFactors: make('scaleFactors'),
    zeros: make('zeros'),
    minimums: make('minimums'),
    minimumFactors: make('minimumFactors'),
  };
}

/** Writes signed codes as two per byte. */
export function packNibbles(codes: Int8Array, to: Uint8Array): void {
  for (let at = 0; at < to.length; at += 1) to[at] = ((codes[2 * at] as number) + 8) | (((codes[2 * at + 1] as number) + 8) << 4);
}

/** The largest block that MatMulNBits takes. */
const LARGEST_BLOCK = 256;
const SMALLEST_BLOCK = 16;

/** The largest block in which groups of `group` values can be divided; null where none is large enough. */
export function findBlock(group: number): number | null {
  let block = LARGEST_BLOCK;
  while (group % block !== 0) block /= 2;
  return block >= SMALLEST_BLOCK ? block : null;
}
