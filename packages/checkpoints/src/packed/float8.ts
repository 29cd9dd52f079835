import { getAt } from '@lamina/errors';
import type { Json, ReadTensor, StoredTensor } from '../checkpoint.ts';
import { allocateParts, findBlock, type PackedForm } from '../forms/packed-form.ts';
import { decodeFloat8, getPart, type PackedWeight, type Packing, readFloats } from './packing.ts';

/** Rows that are decoded at a time. */
const ROWS = 512;

/**
 * Block-wise FP8 (DeepSeek-V3, Qwen3): every block of [bm, bn] values shares a scale. "Inv" in the name is history: values are multiplied.
 *
 *   X.weight F8_E4M3[out, in], X.weight_scale_inv float[⌈out / bm⌉, ⌈in / bn⌉] → X.weight
 *
 * compressed-tensors, ModelOpt and others: X.weight F8_E4M3[out, in], X.weight_scale float[out, 1], [out], [1] or []. Mistral calls the last one
 * weight_scale_inv.
 */
export const float8: Packing = {
  suffix: '.weight',
  find: (place, codes, context) => {
    if (codes.type !== 'F8_E4M3' || codes.dims.length !== 2) return null;
    const [outputs, inputs] = [getAt(codes.dims, 0), getAt(codes.dims, 1)];
    const inverse = context.tensors.get(`${place}.weight_scale_inv`);
    const scale = inverse ?? context.tensors.get(`${place}.weight_scale`);
    if (scale === undefined) return null;
    const byBlock = inverse?.dims.some((extent) => extent > 1) === true ? inverse : undefined;
    const [bm, bn] = byBlock === undefined ? [scale.dims[0] === outputs ? 1 : outputs, inputs] : readBlockSize(context.quantization);
    const columns = Math.ceil(inputs / bn);
    if (byBlock !== undefined) getPart(context, byBlock.name, [Math.ceil(outputs / bm), columns]);
    return describe(codes, scale, { bm, bn, columns });
  },
};

interface Blocks {
  readonly bm: number;
  readonly bn: number;
  /** Scales of a row of blocks. */
  readonly columns: number;
}

function describe(codes: StoredTensor, scale: StoredTensor, { bm, bn, columns }: Blocks): PackedWeight {
  const [outputs, inputs] = [getAt(codes.dims, 0), getAt(codes.dims, 1)];
  return {
    name: codes.name,
    dims: codes.dims,
    parts: [codes, scale],
    silencedBy: codes.name,
    *decode(read: ReadTensor) {
      const scales = readFloats(read, scale);
      for (let first = 0; first < outputs; first += ROWS) {
        const rows = Math.min(ROWS, outputs - first);
        const values = decodeFloat8(read(codes, first * inputs, rows * inputs));
        for (let row = 0; row < rows; row += 1) {
          const band = Math.floor((first + row) / bm) * columns;
          for (let column = 0; column < inputs; column += 1)
            (values[row * inputs + column] as number) *= scales[band + Math.floor(column / bn)] as number;
        }
        yield values;
      }
    },
    open: (read) => {
      const block = findBlock(greatestCommonDivisor(bn, inputs));
      if (block === null) return null;
      const form: PackedForm = {
        ...{ codes: 'float8', block, scales: { type: 'float32', per: 0 } },
        shift: 0,
        zeros: null,
        minimums: null,
        order: null,
      };
      const scales = readFloats(read, scale);
      return {
        form,
        rows: outputs,
        columns: inputs,
        pack: (first, rows) => {
          const own = Float32Array.from({ length: (rows * inputs) / block }, (_, at) => {
            const row = first + Math.floor((at * block) / inputs);
            return scales[Math.floor(row / bm) * columns + Math.floor(((at * block) % inputs) / bn)] as number;
          });
          return {
            ...allocateParts(form, inputs, 0),
            codes: read(codes, first * inputs, rows * inputs),
            scales: new Uint8Array(own.buffer),
          };
        },
      };
    },
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function readBlockSize({ weight_block_size: size }: Json): readonly [number, number] {
  const [rows, columns] = Array.isArray(size) ? size : [];
  return typeof rows === 'number' && typeof columns === 'number' ? [rows, columns] : [128, 128];
}
