import { AppError, getAt } from '@lamina/errors';
import type { Json, ReadTensor, StoredTensor } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';
import { openIntegers } from './open-integers.ts';
import { getPart, type PackedWeight, type Packing, type PackingContext, readFloats, readInts } from './packing.ts';

/** Columns of the 8 nibbles of a word, lowest first, in files of AutoAWQ. */
const AWQ_ORDER = [0, 2, 4, 6, 1, 3, 5, 7] as const;

/** The parts of an integer matrix; W[o, i] = (code − zero) · scale of the group of input i. */
interface IntegerMatrix {
  readonly outputs: number;
  readonly inputs: number;
  readonly code: (output: number, input: number) => number;
  readonly zero: (group: number, output: number) => number;
  readonly scale: (group: number, output: number) => number;
  readonly groupOf: (input: number) => number;
}

/** Rows are outputs. Products are rounded to float32. */
function decodeMatrix({ outputs, inputs, code, zero, scale, groupOf }: IntegerMatrix): Float32Array {
  const values = new Float32Array(outputs * inputs);
  const groups = Int32Array.from({ length: inputs }, (_, input) => groupOf(input));
  for (let output = 0; output < outputs; output += 1)
    for (let input = 0; input < inputs; input += 1) {
      const group = groups[input] as number;
      values[output * inputs + input] = (code(output, input) - zero(group, output)) * scale(group, output);
    }
  return values;
}

/** Reads codes of `bits` bits from words of 32, lowest bits first. `place` counts codes. */
function readCode(words: Int32Array, bits: number, place: number): number {
  const first = place * bits;
  const word = first >>> 5;
  const shift = first & 31;
  const low = (words[word] as number) >>> shift;
  // A code of 3 bits may begin in one word and end in the next.
  const all = shift + bits > 32 ? low | ((words[word + 1] as number) << (32 - shift)) : low;
  return all & ((1 << bits) - 1);
}

/**
 * GPTQ: codes packed along the inputs, zero points along the outputs.
 *
 *   X.qweight I32[in · bits / 32, out], X.qzeros I32[groups, out · bits / 32], X.scales F16[groups, out], X.g_idx I32[in] → X.weight [out, in]
 *
 * Zero points are stored minus 1, except in files of checkpoint_format gptq_v2. The group of an input is the one in g_idx, independent of its position.
 */
export const gptq: Packing = {
  suffix: '.qweight',
  find: (place, codes, context) => {
    const { quantization } = context;
    if (quantization.quant_method === 'awq') return null;
    const bits = readBits(quantization.bits, place);
    const [packedInputs, outputs] = [getAt(codes.dims, 0), getAt(codes.dims, 1)];
    const inputs = (packedInputs * 32) / bits;
    const scales = getPart(context, `${place}.scales`, [null, outputs]);
    const groups = getAt(scales.dims, 0);
    const zeros = getPart(context, `${place}.qzeros`, [groups, (outputs * bits) / 32]);
    const index = context.tensors.get(`${place}.g_idx`);
    const shift = quantization.checkpoint_format === 'gptq_v2' ? 0 : 1;
    return describe(place, {
      dims: [outputs, inputs],
      bits,
      codes,
      scales,
      others: index === undefined ? [zeros] : [zeros, index],
    }, (read) => {
      const [words, zeroWords] = [readInts(read, codes), readInts(read, zeros)];
      const order = index === undefined ? null : readInts(read, index);
      const size = Math.ceil(inputs / groups);
      const rowWords = (inputs * bits) / 32;
      // The codes of one output are in one column, so its words are gathered first.
      const column = new Int32Array(rowWords);
      let gathered = -1;
      return {
        code: (output, input) => {
          if (gathered !== output) for (let word = 0; word < rowWords; word += 1) column[word] = words[word * outputs + output] as number;
          gathered = output;
          return readCode(column, bits, input);
        },
        zero: (group, output) => readCode(zeroWords.subarray((group * outputs * bits) / 32), bits, output) + shift,
        groupOf: (input) => (order === null ? Math.floor(input / size) : (order[input] as number)),
      };
    });
  },
};

/** AWQ (gemm): codes and zero points packed along the outputs, with their own order of nibbles. X.qweight I32[in, out / 8] → X.weight [out, in] */
export const awq: Packing = {
  suffix: '.qweight',
  find: (place, codes, context) => {
    const { quantization } = context;
    if (quantization.quant_method !== 'awq') return null;
    if (String(quantization.version ?? 'gemm').toLowerCase() !== 'gemm')
      throw unsupported(`AWQ weights of version ${JSON.stringify(quantization.version)}; only gemm is supported`);
    const [inputs, words] = [getAt(codes.dims, 0), getAt(codes.dims, 1)];
    const outputs = words * 8;
    const scales = getPart(context, `${place}.scales`, [null, outputs]);
    const groups = getAt(scales.dims, 0);
    const zeros = getPart(context, `${place}.qzeros`, [groups, words]);
    const size = Math.ceil(inputs / groups);
    const place8 = (output: number): number => 4 * AWQ_ORDER.indexOf((output % 8) as (typeof AWQ_ORDER)[number]);
    return describe(place, { dims: [outputs, inputs], bits: 4, codes, scales, others: [zeros] }, (read) => {
      const [codeWords, zeroWords] = [readInts(read, codes), readInts(read, zeros)];
      const nibble = (all: Int32Array, row: number, output: number): number =>
        ((all[row * words + (output >> 3)] as number) >>> place8(output)) & 15;
      return {
        code: (output, input) => nibble(codeWords, input, output),
        zero: (group, output) => nibble(zeroWords, group, output),
        groupOf: (input) => Math.floor(input / size),
      };
    });
  },
};

/**
 * pack-quantized of compressed-tensors: codes packed along the inputs of each row, shifted by half their range.
 *
 *   X.weight_packed I32[out, in · bits / 32], X.weight_scale [out, groups], X.weight_shape I64[2] → X.weight [out, in]
 *
 * Asymmetric: X.weight_zero_point I32[out · bits / 32, groups], packed along the rows. With actorder: X.weight_g_idx [in].
 */
export const packQuantized: Packing = {
  suffix: '.weight_packed',
  find: (place, codes, context) => {
    if (codes.type !== 'I32') return null;
    const bits = readBits(findGroupBits(context), place);
    const [outputs, packedInputs] = [getAt(codes.dims, 0), getAt(codes.dims, 1)];
    const inputs = (packedInputs * 32) / bits;
    const scales = getPart(context, `${place}.weight_scale`, [outputs, null]);
    const groups = getAt(scales.dims, 1);
    const zeros = context.tensors.get(`${place}.weight_zero_point`);
    const index = context.tensors.get(`${place}.weight_g_idx`);
    const shape = context.tensors.get(`${place}.weight_shape`);
    const others = [zeros, index, shape].filter((part) => part !== undefined);
    const half = 2 ** (bits - 1);
    return describe(place, { dims: [outputs, inputs], bits, codes, scales, others }, (read) => {
      const words = readInts(read, codes);
      const zeroWords = zeros === undefined ? null : readInts(read, zeros);
      const order = index === undefined ? null : readInts(read, index);
      const size = Math.ceil(inputs / groups);
      const perWord = 32 / bits;
      const readZero = (all: Int32Array, group: number, output: number): number =>
        ((all[Math.floor(output / perWord) * groups + group] as number) >>> (bits * (output % perWord))) & ((1 << bits) - 1);
      return {
        code: (output, input) => readCode(words.subarray(output * packedInputs), bits, input),
        zero: (group, output) => (zeroWords === null ? half : readZero(zeroWords, group, output)),
        groupOf: (input) => (order === null ? Math.floor(input / size) : (order[input] as number)),
        scaleIndex: (group, output) => output * groups + group,
      };
    });
  },
};

interface MatrixParts {
  /** [out, in] */
  readonly dims: readonly [number, number];
  readonly bits: number;
  readonly codes: StoredTensor;
  readonly scales: StoredTensor;
  readonly others: readonly StoredTensor[];
}

/** How to read the codes of one output from its words. Scales are stored as [groups, out] unless `scaleIndex` says otherwise. */
type OpenCodes = (read: ReadTensor) => OpenedCodes;

type OpenedCodes = Pick<IntegerMatrix, 'code' | 'zero' | 'groupOf'> & {
  readonly scaleIndex?: (group: number, output: number) => number;
};

function describe(place: string, { dims, bits, codes, scales, others }: MatrixParts, open: OpenCodes): PackedWeight {
  const [outputs, inputs] = dims;
  return {
    name: `${place}.weight`,
    dims,
    parts: [codes, scales, ...others],
    // Codes of 0 are no zeros: the zero point is subtracted from them.
    silencedBy: scales.name,
    *decode(read: ReadTensor) {
      const values = readFloats(read, scales);
      const { scaleIndex = (group: number, output: number) => group * outputs + output, ...opened } = open(read);
      yield decodeMatrix({ outputs, inputs, scale: (group, output) => values[scaleIndex(group, output)] as number, ...opened });
    },
    open: (read) => {
      const { scaleIndex = (group: number, output: number) => group * outputs + output, ...opened } = open(read);
      return openIntegers({ outputs, inputs, groups: countOf(scales) / outputs, bits, scales }, read, { ...opened, scaleIndex });
    },
  };
}

function countOf({ dims }: StoredTensor): number {
  return dims.reduce((product, extent) => product * extent, 1);
}

function readBits(bits: unknown, place: string): number {
  if (bits === 2 || bits === 3 || bits === 4 || bits === 8) return bits;
  throw unsupported(`weights of ${JSON.stringify(bits)} bits (${place}); 2, 3, 4 and 8 are supported`);
}

/** The bits of the weights of the first group, which the config states for all layers. */
function findGroupBits({ quantization }: PackingContext): unknown {
  const groups: readonly unknown[] = isObject(quantization.config_groups) ? Object.values(quantization.config_groups) : [];
  const weights = groups.map((group) => (isObject(group) && isObject(group.weights) ? (group.weights as Json) : undefined));
  return weights.find((stated) => stated !== undefined)?.num_bits;
}

function unsupported(what: string): AppError {
  return new AppError(
    'MODEL_UNSUPPORTED',
    `quantization_config of config.json: ${what}; give the checkpoint before quantization, or a GGUF file`,
  );
}
