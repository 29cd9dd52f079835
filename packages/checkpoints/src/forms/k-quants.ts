import { byte } from '../ggml/ggml-type.ts';
import { IQ4_VALUES } from '../ggml/iq4-codes.ts';
import { groupMinimum6, groupScale6 } from '../ggml/six-bit-scales.ts';
import { bits16, defineBlockForm, unpackNibbles } from './block-form.ts';

// A block holds 256 values, in groups of 16 or 32 with a scale each. Minimums are subtracted, so the sign of their factor is turned.
const BLOCK = 256;
const SIGN = 0x8000;
const IQ4_CODES = Int8Array.from(IQ4_VALUES);

/** 2 bits; a byte for each group, the scale in its low and the minimum in its high half. */
export const q2K = defineBlockForm({
  codes: 'int4',
  block: 16,
  shift: 2,
  scales: { type: 'uint8', per: 16 },
  minimums: { type: 'uint8', per: 16 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 84, block += 1) {
      to.scaleFactors[block] = bits16(bytes, at + 80);
      to.minimumFactors[block] = bits16(bytes, at + 82) ^ SIGN;
      for (let group = 0; group < 16; group += 1) {
        const pair = byte(bytes, at + group);
        to.scales[block * 16 + group] = pair & 15;
        to.minimums[block * 16 + group] = pair >> 4;
        const from = at + 16 + (group >> 3) * 32 + (group & 1) * 16;
        const shift = ((group >> 1) & 3) * 2;
        const first = block * BLOCK + group * 16;
        for (let index = 0; index < 16; index += 1) to.codes[first + index] = ((byte(bytes, from + index) >> shift) & 3) - 2;
      }
    }
  },
});

export const q3K = defineBlockForm({
  codes: 'int4',
  block: 16,
  scales: { type: 'int8', per: 16 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 110, block += 1) {
      to.scaleFactors[block] = bits16(bytes, at + 108);
      for (let group = 0; group < 16; group += 1) {
        const low = (byte(bytes, at + 96 + (group & 7)) >> ((group >> 3) * 4)) & 15;
        const high = (byte(bytes, at + 104 + (group & 3)) >> ((group >> 2) * 2)) & 3;
        to.scales[block * 16 + group] = (low | (high << 4)) - 32;
        const lowFrom = at + 32 + (group >> 3) * 32 + (group & 1) * 16;
        const highFrom = at + (group & 1) * 16;
        const pair = (group >> 1) & 3;
        const bit = (group >> 3) * 4 + pair;
        const first = block * BLOCK + group * 16;
        for (let index = 0; index < 16; index += 1) {
          const value = ((byte(bytes, lowFrom + index) >> (pair * 2)) & 3) + (((byte(bytes, highFrom + index) >> bit) & 1) << 2);
          to.codes[first + index] = value - 4;
        }
      }
    }
  },
});

/** The six-bit scales and minimums of eight groups in 12 bytes. */
function unpackSixBits(
  bytes: Uint8Array,
  at: number,
  to: { scales: Uint8Array | Uint16Array; minimums: Uint8Array | Uint16Array },
  first: number,
) {
  for (let group = 0; group < 8; group += 1) {
    to.scales[first + group] = groupScale6(bytes, at, group);
    to.minimums[first + group] = groupMinimum6(bytes, at, group);
  }
}

export const q4K = defineBlockForm({
  codes: 'int4',
  block: 32,
  shift: 8,
  scales: { type: 'uint8', per: 8 },
  minimums: { type: 'uint8', per: 8 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 144, block += 1) {
      to.scaleFactors[block] = bits16(bytes, at);
      to.minimumFactors[block] = bits16(bytes, at + 2) ^ SIGN;
      unpackSixBits(bytes, at + 4, to, block * 8);
      for (let pair = 0; pair < 4; pair += 1) {
        const from = at + 16 + pair * 32;
        const first = block * BLOCK + pair * 64;
        for (let index = 0; index < 32; index += 1) {
          const two = byte(bytes, from + index);
          to.codes[first + index] = (two & 15) - 8;
          to.codes[first + 32 + index] = (two >> 4) - 8;
        }
      }
    }
  },
});

export const q5K = defineBlockForm({
  codes: 'int8',
  block: 32,
  shift: 16,
  scales: { type: 'uint8', per: 8 },
  minimums: { type: 'uint8', per: 8 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 176, block += 1) {
      to.scaleFactors[block] = bits16(bytes, at);
      to.minimumFactors[block] = bits16(bytes, at + 2) ^ SIGN;
      unpackSixBits(bytes, at + 4, to, block * 8);
      for (let pair = 0; pair < 4; pair += 1) {
        const from = at + 48 + pair * 32;
        const first = block * BLOCK + pair * 64;
        for (let index = 0; index < 32; index += 1) {
          const two = byte(bytes, from + index);
          const fifth = byte(bytes, at + 16 + index) >> (pair * 2);
          to.codes[first + index] = ((two & 15) | ((fifth & 1) << 4)) - 16;
          to.codes[first + 32 + index] = ((two >> 4) | ((fifth & 2) << 3)) - 16;
        }
      }
    }
  },
});

export const q6K = defineBlockForm({
  codes: 'int8',
  block: 16,
  scales: { type: 'int8', per: 16 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 210, block += 1) {
      to.scaleFactors[block] = bits16(bytes, at + 208);
      for (let group = 0; group < 16; group += 1) to.scales[block * 16 + group] = byte(bytes, at + 192 + group);
      for (let part = 0; part < 2; part += 1) {
        const to128 = block * BLOCK + part * 128;
        for (let index = 0; index < 32; index += 1) {
          const first = byte(bytes, at + part * 64 + index);
          const second = byte(bytes, at + part * 64 + 32 + index);
          const high = byte(bytes, at + 128 + part * 32 + index);
          to.codes[to128 + index] = ((first & 15) | ((high & 3) << 4)) - 32;
          to.codes[to128 + 32 + index] = ((second & 15) | (((high >> 2) & 3) << 4)) - 32;
          to.codes[to128 + 64 + index] = ((first >> 4) | (((high >> 4) & 3) << 4)) - 32;
          to.codes[to128 + 96 + index] = ((second >> 4) | ((high >> 6) << 4)) - 32;
        }
      }
    }
  },
});

export const iq4Xs = defineBlockForm({
  codes: 'int8',
  block: 32,
  scales: { type: 'int8', per: 8 },
  unpack: (bytes, to) => {
    for (let at = 0, block = 0; at < bytes.length; at += 136, block += 1) {
      to.scaleFactors[block] = bits16(bytes, at);
      const highs = bits16(bytes, at + 2);
      for (let group = 0; group < 8; group += 1) {
        const low = (byte(bytes, at + 4 + (group >> 1)) >> ((group & 1) * 4)) & 15;
        to.scales[block * 8 + group] = (low | (((highs >> (group * 2)) & 3) << 4)) - 32;
        unpackNibbles(bytes, at + 8 + group * 16, IQ4_CODES, to, block * BLOCK + group * 32);
      }
    }
  },
});
