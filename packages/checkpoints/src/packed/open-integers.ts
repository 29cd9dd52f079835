import type { ReadTensor, StoredTensor } from '../checkpoint.ts';
import { allocateParts, findBlock, type PackableMatrix, type PackedForm, packNibbles } from '../forms/packed-form.ts';

/** An integer matrix; W[o, i] = (code − zero) · scale of the group of input i. */
export interface OpenedIntegers {
  readonly code: (output: number, input: number) => number;
  readonly zero: (group: number, output: number) => number;
  readonly groupOf: (input: number) => number;
  readonly scaleIndex: (group: number, output: number) => number;
}

interface IntegerShape {
  readonly outputs: number;
  readonly inputs: number;
  readonly groups: number;
  readonly bits: number;
  readonly scales: StoredTensor;
}

/** Codes less half their range, and zero points less the same; the scales stay in their type. Null where groups have different or odd sizes. */
export function openIntegers(
  { outputs, inputs, groups, bits, scales }: IntegerShape,
  read: ReadTensor,
  { code, zero, groupOf, scaleIndex }: OpenedIntegers,
): PackableMatrix | null {
  const size = inputs / groups;
  const block = Number.isInteger(size) ? findBlock(size) : null;
  const order = orderByGroup(inputs, groups, groupOf);
  const type = scales.type === 'F16' ? 'float16' : scales.type === 'BF16' ? 'bfloat16' : scales.type === 'F32' ? 'float32' : null;
  const half = 2 ** (bits - 1);
  const zeros = Int32Array.from({ length: outputs * groups }, (_, at) => zero(at % groups, Math.floor(at / groups)) - half);
  // A zero point of 256 is possible in files of 8 bits: they are stored minus 1.
  if (block === null || order === null || type === null || zeros.some((value) => value > 127)) return null;
  const form: PackedForm = {
    codes: bits === 8 ? 'int8' : 'int4',
    block,
    scales: { type, per: 0 },
    shift: 0,
    zeros: zeros.some((value) => value !== 0) ? 'int8' : null,
    minimums: null,
    order: order.every((input, place) => input === place) ? null : order,
  };
  const scaleBytes = read(scales);
  const width = type === 'float32' ? 4 : 2;
  return {
    form,
    rows: outputs,
    columns: inputs,
    pack: (first, rows) => {
      const parts = allocateParts(form, inputs, rows);
      const codes = bits === 8 ? new Int8Array(parts.codes.buffer) : new Int8Array(rows * inputs);
      const blocks = inputs / block;
      for (let row = 0; row < rows; row += 1) {
        for (let place = 0; place < inputs; place += 1) codes[row * inputs + place] = code(first + row, order[place] as number) - half;
        for (let place = 0; place < blocks; place += 1) {
          const group = Math.floor((place * block) / size);
          const from = scaleIndex(group, first + row) * width;
          parts.scales.set(scaleBytes.subarray(from, from + width), (row * blocks + place) * width);
          if (form.zeros !== null) parts.zeros[row * blocks + place] = zeros[(first + row) * groups + group] as number;
        }
      }
      if (bits !== 8) packNibbles(codes, parts.codes);
      return parts;
    },
  };
}

/** The inputs, group by group; null where groups have different sizes. */
function orderByGroup(inputs: number, groups: number, groupOf: (input: number) => number): Int32Array | null {
  const groupOfInput = Int32Array.from({ length: inputs }, (_, input) => groupOf(input));
  const order = Int32Array.from(groupOfInput.keys()).sort((a, b) => (groupOfInput[a] as number) - (groupOfInput[b] as number) || a - b);
  const isEven = order.every((input, place) => groupOfInput[input] === Math.floor((place * groups) / inputs));
  return isEven ? order : null;
}
