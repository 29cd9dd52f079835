import { byte, type WeightType, word } from '../ggml/ggml-type.ts';
import { IQ4_VALUES } from '../ggml/iq4-codes.ts';
import { TQ1_0 } from '../ggml/types/tq1-0.ts';
import { TQ2_0 } from '../ggml/types/tq2-0.ts';
import { type BlockForm, bits16, defineBlockForm, type UnpackedBlocks, unpackNibbles } from './block-form.ts';

const HALF = { type: 'float16', per: 0 } as const;
const BLOCK = 32;

const SHIFTED = Int8Array.from({ length: 16 }, (_, code) => code - 8);
/** The values of float4 e2m1, doubled. */
const FP4 = Int8Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

/** A float16, then codes that `values` names. */
const table = (codes: 'int4' | 'int8', values: Int8Array): BlockForm =>
  defineBlockForm({
    codes,
    block: BLOCK,
    scales: HALF,
    unpack: (bytes, to) => {
      for (let at = 0, block = 0; at < bytes.length; at += 18, block += 1) {
        to.scales[block] = bits16(bytes, at);
        unpackNibbles(bytes, at + 2, values, to, block * BLOCK);
      }
    },
  });

export const q4_0 = table('int4', SHIFTED);
export const iq4Nl = table('int8', Int8Array.from(IQ4_VALUES));

export const mxfp4 = defineBlockForm({
  codes: 'int8',
  block: BLOCK,
  scales: { type: 'bfloat16', per: 0 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 17, block += 1) {
      to.scales[block] = doubledExponent(byte(bytes, at));
      unpackNibbles(bytes, at + 1, FP4, to, block * BLOCK);
    }
  },
});

/** The bits of the bfloat16 2^(e − 128), which is subnormal for the two smallest exponents. */
export function doubledExponent(exponent: number): number {
  return exponent >= 2 ? (exponent - 1) << 7 : 0x20 << exponent;
}

export const q4_1 = defineBlockForm({
  codes: 'int4',
  block: BLOCK,
  shift: 8,
  scales: HALF,
  minimums: HALF,
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 20, block += 1) {
      to.scales[block] = bits16(bytes, at);
      to.minimums[block] = bits16(bytes, at + 2);
      unpackNibbles(bytes, at + 4, SHIFTED, to, block * BLOCK);
    }
  },
});

/** Codes of 5 bits, less 16: the fifth bits of 32 values, then nibbles. */
function unpackFive(bytes: Uint8Array, from: number, { codes }: UnpackedBlocks, to: number): void {
  const high = word(bytes, from);
  for (let index = 0; index < 16; index += 1) {
    const pair = byte(bytes, from + 4 + index);
    codes[to + index] = ((pair & 15) | (((high >>> index) & 1) << 4)) - 16;
    codes[to + 16 + index] = ((pair >> 4) | (((high >>> (index + 16)) & 1) << 4)) - 16;
  }
}

export const q5_0 = defineBlockForm({
  codes: 'int8',
  block: BLOCK,
  scales: HALF,
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 22, block += 1) {
      to.scales[block] = bits16(bytes, at);
      unpackFive(bytes, at + 2, to, block * BLOCK);
    }
  },
});

export const q5_1 = defineBlockForm({
  codes: 'int8',
  block: BLOCK,
  shift: 16,
  scales: HALF,
  minimums: HALF,
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 24, block += 1) {
      to.scales[block] = bits16(bytes, at);
      to.minimums[block] = bits16(bytes, at + 2);
      unpackFive(bytes, at + 4, to, block * BLOCK);
    }
  },
});

export const q8_0 = defineBlockForm({
  codes: 'int8',
  block: BLOCK,
  scales: HALF,
  unpack: (bytes, { codes, scales }) => {
    for (let at = 0, block = 0; at < bytes.length; at += 34, block += 1) {
      scales[block] = bits16(bytes, at);
      for (let index = 0; index < BLOCK; index += 1) codes[block * BLOCK + index] = byte(bytes, at + 2 + index);
    }
  },
});

/** The bits of 1 in float16. */
const ONE = 0x3c00;

/** Ternary digits: the decoded values of blocks whose scale is 1. */
const ternary = ({ blockBytes, halves: [place = 0], decode }: WeightType): BlockForm =>
  defineBlockForm({
    codes: 'int4',
    block: 256,
    scales: HALF,
    unpack: (bytes, { codes, scales }) => {
      const plain = Uint8Array.from(bytes);
      for (let at = place, block = 0; at < bytes.length; at += blockBytes, block += 1) {
        scales[block] = bits16(bytes, at);
        plain[at] = ONE & 255;
        plain[at + 1] = ONE >> 8;
      }
      const digits = new Float32Array(codes.length);
      decode(plain, digits);
      codes.set(digits);
    },
  });

export const tq1_0 = ternary(TQ1_0);
export const tq2_0 = ternary(TQ2_0);
