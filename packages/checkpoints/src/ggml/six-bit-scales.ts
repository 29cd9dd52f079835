import { fitScaleAndMinimum, type ScaleSearch } from './fit-scale-and-minimum.ts';
import { byte, valueAt } from './ggml-type.ts';
import { half, putHalf } from './half.ts';
import { clamp, nearestInt } from './rounding.ts';

const { abs, fround, max, min, sqrt } = Math;
const WEIGHTS = new Float32Array(32);
const FITTED = new Float32Array(2);
const SCALES = new Float32Array(8);
const MINIMA = new Float32Array(8);

/** The six-bit scale of group 0–7 in the 12 bytes that Q4_K and Q5_K share (get_scale_min_k4 of ggml-quants.c). */
export const groupScale6 = (bytes: Uint8Array, at: number, group: number): number =>
  group < 4 ? byte(bytes, at + group) & 63 : (byte(bytes, at + group + 4) & 15) | ((byte(bytes, at + group - 4) >> 6) << 4);

/** The six-bit minimum of group 0–7 in the same 12 bytes. */
export const groupMinimum6 = (bytes: Uint8Array, at: number, group: number): number =>
  group < 4 ? byte(bytes, at + group + 4) & 63 : (byte(bytes, at + group + 4) >> 4) | ((byte(bytes, at + group) >> 6) << 4);

/**
 * Encodes what Q4_K and Q5_K share: half scale, half minimum and 12 bytes of eight scales and minima at `at`, and the codes of 256 values in `codes`.
 */
export function encodeGroups(
  values: Float32Array,
  from: number,
  { search, codes, out, at }: { readonly search: ScaleSearch; readonly codes: Uint8Array; readonly out: Uint8Array; readonly at: number },
): void {
  fitGroups(values, from, { search, codes });
  putScales(out, at);
  const scale = half(out, at);
  const minimum = half(out, at + 2);
  for (let group = 0; group < 8; group += 1) {
    const groupScale = fround(scale * groupScale6(out, at + 4, group));
    if (groupScale === 0) continue;
    const groupMinimum = fround(minimum * groupMinimum6(out, at + 4, group));
    for (let index = group * 32; index < group * 32 + 32; index += 1) {
      const value = fround(fround(valueAt(values, from + index) + groupMinimum) / groupScale);
      codes[index] = clamp(nearestInt(value), 0, search.highest);
    }
  }
}

/** Weights are the root of the mean square of the group plus |x|. */
function fitGroups(
  values: Float32Array,
  from: number,
  { search, codes }: { readonly search: ScaleSearch; readonly codes: Uint8Array },
): void {
  for (let group = 0; group < 8; group += 1) {
    const start = from + group * 32;
    let squares = 0;
    for (let at = start; at < start + 32; at += 1) squares = fround(squares + fround(valueAt(values, at) * valueAt(values, at)));
    const root = fround(sqrt(fround(squares / 32)));
    for (let index = 0; index < 32; index += 1) WEIGHTS[index] = fround(root + abs(valueAt(values, start + index)));
    fitScaleAndMinimum({ values, from: start, weights: WEIGHTS, codes, to: group * 32, fitted: FITTED }, search);
    SCALES[group] = valueAt(FITTED, 0);
    MINIMA[group] = valueAt(FITTED, 1);
  }
}

function putScales(out: Uint8Array, at: number): void {
  const largestScale = max(0, ...SCALES);
  const largestMinimum = max(0, ...MINIMA);
  const scaleInverse = largestScale > 0 ? fround(63 / largestScale) : 0;
  const minimumInverse = largestMinimum > 0 ? fround(63 / largestMinimum) : 0;
  for (let group = 0; group < 8; group += 1) {
    const scale = min(63, nearestInt(fround(scaleInverse * valueAt(SCALES, group))) & 255);
    const minimum = min(63, nearestInt(fround(minimumInverse * valueAt(MINIMA, group))) & 255);
    const place = at + 4 + group;
    if (group < 4) {
      out[place] = scale;
      out[place + 4] = minimum;
    } else {
      out[place + 4] = (scale & 15) | ((minimum & 15) << 4);
      out[place - 4] = byte(out, place - 4) | ((scale >> 4) << 6);
      out[place] = byte(out, place) | ((minimum >> 4) << 6);
    }
  }
  putHalf(out, at, fround(largestScale / 63));
  putHalf(out, at + 2, fround(largestMinimum / 63));
}
