import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { WEIGHT_TYPE_NAMES } from '@lamina/plans';
import type { StoredType } from '../checkpoint.ts';
import { decodeWeights } from './decode-weights.ts';
import { encodeWeights } from './encode-weights.ts';

interface Encoding {
  readonly columns: number;
  readonly values: string;
  readonly types: Readonly<Record<string, string>>;
}

/** Awkward matrices with the bytes of gguf.quants 0.19.0 and llama.cpp 0ce8cd11 (fixtures/make_encodings.py). */
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/gguf/encodings.json'), 'utf8')) as Readonly<
  Record<string, Encoding>
>;

const readFloats = (base64: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
const encodeRow = (type: string, values: Float32Array): Uint8Array =>
  encodeWeights(type, values, { columns: values.length, place: 'blk.0.ffn_up.weight' });
const filled = (length: number, ...values: readonly number[]): Float32Array => {
  const row = new Float32Array(length).fill(0.01);
  row.set(values);
  return row;
};

describe('encodeWeights', () => {
  it.each(WEIGHT_TYPE_NAMES.filter((type) => type !== 'F32'))('writes the bytes of gguf-py and llama.cpp: %s', (type) => {
    const wrong = Object.entries(GOLDEN).filter(([, { columns, values, types }]) => {
      const bytes = encodeWeights(type, readFloats(values), { columns, place: 'weights' });
      return Buffer.from(bytes).toString('base64') !== types[type];
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it.each(WEIGHT_TYPE_NAMES)('gives finite values that are nothing where all weights are subnormal: %s', (type) => {
    const values = decodeWeights(type, encodeRow(type, filled(256).fill(1e-42)));
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(1e-30);
  });

  it('keeps float32 values as they are', () => {
    const values = Float32Array.of(1, -0, 3e38);
    expect([...decodeWeights('F32', encodeRow('F32', values))]).toEqual([1, -0, Math.fround(3e38)]);
  });

  it.each<[string, string, StoredType | string, Float32Array]>([
    ['NaN', 'NON_FINITE_WEIGHTS', 'Q8_0', filled(64, Number.NaN)],
    ['infinities', 'NON_FINITE_WEIGHTS', 'Q4_0', filled(64, 0, -Infinity)],
    ['values beyond half precision', 'TYPE_RANGE', 'F16', filled(64, 70_000)],
    ['scales beyond half precision', 'TYPE_RANGE', 'Q8_0', filled(64, 9.9e6)],
    ['values that round to a BF16 infinity', 'TYPE_RANGE', 'BF16', filled(64, 3.4e38)],
    ['values whose squares overflow', 'TYPE_RANGE', 'Q3_K', filled(256, 1e20)],
    ['minima beyond half precision', 'TYPE_RANGE', 'Q4_K', filled(256, -9e6)],
    ['rows that the blocks do not divide', 'TYPE_UNSUPPORTED', 'Q4_K', filled(64)],
    ['unknown types', 'TYPE_UNSUPPORTED', 'Q9_Z', filled(64)],
  ])('refuses %s: %s', (_, code, type, values) => {
    expect(() => encodeRow(type, values)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('blk.0.ffn_up.weight') }),
    );
  });
});
