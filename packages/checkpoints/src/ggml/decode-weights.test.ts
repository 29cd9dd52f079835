import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { StoredType } from '../checkpoint.ts';
import { decodeWeights } from './decode-weights.ts';
import { decodePackedMxfp4 } from './types/mxfp4.ts';

/** Random blocks and the float32 values that gguf.quants 0.19.0 gives for them (fixtures/make_gguf.py). */
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/gguf/quantised-blocks.json'), 'utf8')) as Record<
  StoredType,
  { data: string; values: string }
>;

/** Bits of values, with one pattern for all NaNs. */
function bitsOf(values: Float32Array): number[] {
  return Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length), (bits) =>
    (bits & 0x7fffffff) > 0x7f800000 ? -1 : bits,
  );
}

describe('decodeWeights', () => {
  it.each(Object.keys(GOLDEN) as StoredType[])('gives the values of gguf.quants bit for bit: %s', (type) => {
    const { data, values } = GOLDEN[type];
    const expected = Buffer.from(values, 'base64');
    const decoded = decodeWeights(type, Buffer.from(data, 'base64'));
    expect(bitsOf(decoded)).toEqual(bitsOf(new Float32Array(Uint8Array.from(expected).buffer)));
  });

  it('reads bytes at odd addresses', () => {
    const bytes = Buffer.from(GOLDEN.BF16.data, 'base64');
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    for (const type of ['F32', 'F16', 'BF16'] as const)
      expect(bitsOf(decodeWeights(type, shifted.subarray(1)))).toEqual(bitsOf(decodeWeights(type, bytes)));
  });

  it('refuses types that are no weights, and takes whole blocks only', () => {
    expect(() => decodeWeights('Q4_0', new Uint8Array(19))).toThrow('19 bytes');
    expect(() => decodeWeights('I32', new Uint8Array(4))).toThrow('I32');
  });
});

describe('decodePackedMxfp4', () => {
  it('takes the low nibble first and scales by a power of two', () => {
    // Codes 2, 10, 7, 15 are 1, -1, 6, -6 in e2m1; the exponent byte 128 doubles.
    const blocks = new Uint8Array(32);
    blocks.set([0xa2, 0xf7]);
    blocks[16] = 0x01;
    const values = decodePackedMxfp4(blocks, Uint8Array.of(128, 126));
    expect([...values.subarray(0, 5)]).toEqual([2, -2, 12, -12, 0]);
    expect(values[32]).toBe(0.25);
  });
});
