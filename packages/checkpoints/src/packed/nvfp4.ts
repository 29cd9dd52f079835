import { getAt } from '@lamina/errors';
import type { ReadTensor, StoredTensor } from '../checkpoint.ts';
import { allocateParts, type PackedForm } from '../forms/packed-form.ts';
import {
  decodeFloat8,
  FLOAT4_E2M1,
  getPart,
  type PackedWeight,
  type Packing,
  type PackingContext,
  readFloats,
  unpackFloat4,
} from './packing.ts';

/** Values that share a scale. */
const GROUP = 16;
const ROWS = 512;
const FORM: PackedForm = {
  codes: 'int8',
  block: GROUP,
  scales: { type: 'float32', per: 0 },
  shift: 0,
  zeros: null,
  minimums: null,
  order: null,
};

/**
 * NVFP4 of compressed-tensors: two 4-bit floats a byte, the low half first; a scale for 16 values, and one for the tensor that divides.
 *
 *   X.weight_packed U8[out, in / 2], X.weight_scale F8_E4M3[out, in / 16], X.weight_global_scale F32[1] → X.weight
 */
export const nvfp4: Packing = {
  suffix: '.weight_packed',
  find: (place, codes, context) => {
    if (codes.type !== 'U8') return null;
    const whole = getPart(context, `${place}.weight_global_scale`, [1]);
    return describe(place, { codes, whole, combine: (scale, factor) => scale / factor }, context);
  },
};

/** NVFP4 of ModelOpt: the same under other names, and the scale of the tensor multiplies. */
export const modeloptNvfp4: Packing = {
  suffix: '.weight',
  find: (place, codes, context) => {
    const whole = context.tensors.get(`${place}.weight_scale_2`);
    if (codes.type !== 'U8' || whole === undefined) return null;
    return describe(place, { codes, whole, combine: (scale, factor) => scale * factor }, context);
  },
};

interface Parts {
  readonly codes: StoredTensor;
  readonly whole: StoredTensor;
  readonly combine: (scale: number, factor: number) => number;
}

function describe(place: string, { codes, whole, combine }: Parts, context: PackingContext): PackedWeight {
  const [outputs, inputs] = [getAt(codes.dims, 0), getAt(codes.dims, 1) * 2];
  const groups = inputs / GROUP;
  const scale = getPart(context, `${place}.weight_scale`, [outputs, groups]);
  return {
    name: `${place}.weight`,
    dims: [outputs, inputs],
    parts: [codes, scale, whole],
    silencedBy: codes.name,
    *decode(read: ReadTensor) {
      const factor = getAt([...readFloats(read, whole)], 0);
      const scales = readFloats(read, scale).map((value) => combine(value, factor));
      for (let first = 0; first < outputs; first += ROWS) {
        const bytes = read(codes, (first * inputs) / 2, (Math.min(ROWS, outputs - first) * inputs) / 2);
        const values = new Float32Array(bytes.length * 2);
        const offset = first * groups;
        for (let at = 0; at < values.length; at += 1) {
          const byte = bytes[at >> 1] as number;
          const code = at & 1 ? byte >> 4 : byte & 15;
          values[at] = (FLOAT4_E2M1[code] as number) * (scales[offset + Math.floor(at / GROUP)] as number);
        }
        yield values;
      }
    },
    open: (read) => {
      const factor = getAt([...readFloats(read, whole)], 0);
      return {
        form: FORM,
        rows: outputs,
        columns: inputs,
        pack: (first, rows) => {
          const parts = allocateParts(FORM, inputs, rows);
          unpackFloat4(read(codes, (first * inputs) / 2, (rows * inputs) / 2), parts.codes);
          const scales = decodeFloat8(read(scale, first * groups, rows * groups));
          // Codes are doubled.
          new Float32Array(parts.scales.buffer).set(scales.map((value) => combine(value, factor) / 2));
          return parts;
        },
      };
    },
  };
}
