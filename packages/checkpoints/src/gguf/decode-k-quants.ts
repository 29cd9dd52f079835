import { type BlockDecoder, byte, half, IQ4_VALUES } from './decode-simple-blocks.ts';

const signed = (bytes: Uint8Array, at: number): number => (byte(bytes, at) << 24) >> 24;

/** Q2_K: 16 bytes of scale (low) and minimum (high nibble), 64 bytes of 2-bit values, half scale, half minimum. */
export const decodeQ2K: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 84) {
    const scale = half(bytes, at + 80);
    const minimum = half(bytes, at + 82);
    for (let group = 0; group < 16; group += 1, to += 16) {
      const pair = byte(bytes, at + group);
      const groupScale = scale * (pair & 15);
      const groupMinimum = minimum * (pair >> 4);
      // 128 values share 32 bytes: four shifts, each of two groups of 16.
      const from = at + 16 + (group >> 3) * 32 + (group & 1) * 16;
      const shift = ((group >> 1) & 3) * 2;
      for (let index = 0; index < 16; index += 1) out[to + index] = groupScale * ((byte(bytes, from + index) >> shift) & 3) - groupMinimum;
    }
  }
};

/** Q3_K: 32 bytes of third bits, 64 bytes of low 2 bits, 16 six-bit scales less 32 in 12 bytes, half scale. */
export const decodeQ3K: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 110) {
    const scale = half(bytes, at + 108);
    for (let group = 0; group < 16; group += 1, to += 16) {
      const low = (byte(bytes, at + 96 + (group & 7)) >> ((group >> 3) * 4)) & 15;
      const high = (byte(bytes, at + 104 + (group & 3)) >> ((group >> 2) * 2)) & 3;
      const groupScale = scale * ((low | (high << 4)) - 32);
      const half128 = group >> 3;
      const lowFrom = at + 32 + half128 * 32 + (group & 1) * 16;
      const highFrom = at + (group & 1) * 16;
      const shift = ((group >> 1) & 3) * 2;
      const bit = half128 * 4 + ((group >> 1) & 3);
      for (let index = 0; index < 16; index += 1) {
        const value = ((byte(bytes, lowFrom + index) >> shift) & 3) + (((byte(bytes, highFrom + index) >> bit) & 1) << 2);
        out[to + index] = groupScale * (value - 4);
      }
    }
  }
};

/** The six-bit scale of group 0–7 in the 12 bytes that Q4_K and Q5_K share (get_scale_min_k4 of ggml-quants.c). */
const groupScale6 = (bytes: Uint8Array, at: number, group: number): number =>
  group < 4 ? byte(bytes, at + group) & 63 : (byte(bytes, at + group + 4) & 15) | ((byte(bytes, at + group - 4) >> 6) << 4);

/** The six-bit minimum of group 0–7 in the same 12 bytes. */
const groupMinimum6 = (bytes: Uint8Array, at: number, group: number): number =>
  group < 4 ? byte(bytes, at + group + 4) & 63 : (byte(bytes, at + group + 4) >> 4) | ((byte(bytes, at + group) >> 6) << 4);

/** Q4_K: half scale, half minimum, 12 bytes of eight scales and minima, 128 bytes of nibbles (32 low, then 32 high). */
export const decodeQ4K: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 144) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    for (let group = 0; group < 8; group += 2, to += 64) {
      const lowScale = scale * groupScale6(bytes, at + 4, group);
      const lowMinimum = minimum * groupMinimum6(bytes, at + 4, group);
      const highScale = scale * groupScale6(bytes, at + 4, group + 1);
      const highMinimum = minimum * groupMinimum6(bytes, at + 4, group + 1);
      const from = at + 16 + group * 16;
      for (let index = 0; index < 32; index += 1) {
        const pair = byte(bytes, from + index);
        out[to + index] = lowScale * (pair & 15) - lowMinimum;
        out[to + 32 + index] = highScale * (pair >> 4) - highMinimum;
      }
    }
  }
};

/** Q5_K: as Q4_K with 32 bytes of fifth bits before the nibbles. */
export const decodeQ5K: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 176) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    for (let group = 0; group < 8; group += 2, to += 64) {
      const lowScale = scale * groupScale6(bytes, at + 4, group);
      const lowMinimum = minimum * groupMinimum6(bytes, at + 4, group);
      const highScale = scale * groupScale6(bytes, at + 4, group + 1);
      const highMinimum = minimum * groupMinimum6(bytes, at + 4, group + 1);
      const from = at + 48 + group * 16;
      for (let index = 0; index < 32; index += 1) {
        const pair = byte(bytes, from + index);
        const fifth = byte(bytes, at + 16 + index) >> group;
        out[to + index] = lowScale * ((pair & 15) | ((fifth & 1) << 4)) - lowMinimum;
        out[to + 32 + index] = highScale * ((pair >> 4) | ((fifth & 2) << 3)) - highMinimum;
      }
    }
  }
};

/** Q6_K: 128 bytes of low nibbles, 64 bytes of high 2 bits, 16 signed scales, half scale; values less 32. */
export const decodeQ6K: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 210) {
    const scale = half(bytes, at + 208);
    for (let part = 0; part < 2; part += 1, to += 128) {
      for (let index = 0; index < 32; index += 1) {
        const scales = at + 192 + part * 8 + (index >> 4);
        const first = byte(bytes, at + part * 64 + index);
        const second = byte(bytes, at + part * 64 + 32 + index);
        const high = byte(bytes, at + 128 + part * 32 + index);
        out[to + index] = scale * signed(bytes, scales) * (((first & 15) | ((high & 3) << 4)) - 32);
        out[to + 32 + index] = scale * signed(bytes, scales + 2) * (((second & 15) | (((high >> 2) & 3) << 4)) - 32);
        out[to + 64 + index] = scale * signed(bytes, scales + 4) * (((first >> 4) | (((high >> 4) & 3) << 4)) - 32);
        out[to + 96 + index] = scale * signed(bytes, scales + 6) * (((second >> 4) | ((high >> 6) << 4)) - 32);
      }
    }
  }
};

/** IQ4_XS: half scale, eight six-bit scales less 32 (4 low bits in 4 bytes, 2 high bits in 2 bytes), nibbles per 32 values as in IQ4_NL. */
export const decodeIq4Xs: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 136) {
    const scale = half(bytes, at);
    const highs = byte(bytes, at + 2) | (byte(bytes, at + 3) << 8);
    for (let group = 0; group < 8; group += 1, to += 32) {
      const low = (byte(bytes, at + 4 + (group >> 1)) >> ((group & 1) * 4)) & 15;
      const groupScale = scale * ((low | (((highs >> (group * 2)) & 3) << 4)) - 32);
      const from = at + 8 + group * 16;
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, from + index);
        out[to + index] = groupScale * (IQ4_VALUES[pair & 15] as number);
        out[to + 16 + index] = groupScale * (IQ4_VALUES[pair >> 4] as number);
      }
    }
  }
};
