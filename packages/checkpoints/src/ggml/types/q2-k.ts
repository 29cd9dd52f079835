import { fitScaleAndMinimum, type ScaleSearch } from '../fit-scale-and-minimum.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { clamp, nearestInt } from '../rounding.ts';

const { abs, fround, max } = Math;
const SEARCH: ScaleSearch = { count: 16, highest: 3, first: -0.5, steps: 15, isAbsolute: true };
const CODES = new Uint8Array(256);
const WEIGHTS = new Float32Array(16);
const FITTED = new Float32Array(2);
const SCALES = new Float32Array(16);
const MINIMA = new Float32Array(16);

/** 16 bytes of scale (low) and minimum (high nibble), 64 bytes of 2-bit values, half scale, half minimum. */
export const Q2_K: WeightType = {
  type: 'Q2_K',
  number: 10,
  blockElements: 256,
  blockBytes: 84,
  halves: [80, 82],
  decode: (bytes, out) => {
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
        for (let index = 0; index < 16; index += 1)
          out[to + index] = groupScale * ((byte(bytes, from + index) >> shift) & 3) - groupMinimum;
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 84) {
      fitGroups(values, from);
      putScales(out, at);
      const scale = half(out, at + 80);
      const minimum = half(out, at + 82);
      for (let group = 0; group < 16; group += 1) {
        const groupScale = fround(scale * (byte(out, at + group) & 15));
        if (groupScale === 0) continue;
        const groupMinimum = fround(minimum * (byte(out, at + group) >> 4));
        for (let index = group * 16; index < group * 16 + 16; index += 1) {
          const value = fround(fround(valueAt(values, from + index) + groupMinimum) / groupScale);
          CODES[index] = clamp(nearestInt(value), 0, 3);
        }
      }
      out.fill(0, at + 16, at + 80);
      for (let index = 0; index < 256; index += 1) {
        const place = at + 16 + (index >> 7) * 32 + (index & 31);
        out[place] = byte(out, place) | (byte(CODES, index) << (((index >> 5) & 3) * 2));
      }
    }
  },
};

function fitGroups(values: Float32Array, from: number): void {
  for (let group = 0; group < 16; group += 1) {
    const start = from + group * 16;
    for (let index = 0; index < 16; index += 1) WEIGHTS[index] = abs(valueAt(values, start + index));
    fitScaleAndMinimum({ values, from: start, weights: WEIGHTS, codes: CODES, to: group * 16, fitted: FITTED }, SEARCH);
    SCALES[group] = valueAt(FITTED, 0);
    MINIMA[group] = valueAt(FITTED, 1);
  }
}

function putScales(out: Uint8Array, at: number): void {
  const largestScale = max(0, ...SCALES);
  const largestMinimum = max(0, ...MINIMA);
  const scaleInverse = largestScale > 0 ? fround(15 / largestScale) : 0;
  const minimumInverse = largestMinimum > 0 ? fround(15 / largestMinimum) : 0;
  for (let group = 0; group < 16; group += 1)
    out[at + group] =
      nearestInt(fround(scaleInverse * valueAt(SCALES, group))) | (nearestInt(fround(minimumInverse * valueAt(MINIMA, group))) << 4);
  putHalf(out, at + 80, fround(largestScale / 15));
  putHalf(out, at + 82, fround(largestMinimum / 15));
}
