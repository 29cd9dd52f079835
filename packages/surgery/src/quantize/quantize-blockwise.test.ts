import { describe, expect, it } from '@jest/globals';
import { quantizeBlockwise } from './quantize-blockwise.ts';

const VALUES = [1, -1, 2, -3, 4, -4, 0.5, -8];
const padded = (sign: 1 | -1): Float32Array => Float32Array.from({ length: 32 }, (_, place) => sign * (VALUES[place] ?? 0));
const ROW = { inputs: 32, outputs: 1, isTransposed: true };

describe('quantizeBlockwise', () => {
  // Printed by onnxruntime 1.32's quantize_matmul_4bits and quantize_matmul_8bits, which its MatMulNBitsQuantizer calls, for the same 32 values.
  it.each([
    [4, true, 1, [9, 7, 10, 5, 12, 4, 9, 0], 1, null],
    [4, true, -1, [9, 7, 10, 5, 12, 4, 9, 0], -1, null],
    [8, true, 1, [144, 112, 160, 80, 192, 64, 136, 0], 0.0625, null],
    [4, false, 1, [11, 9, 13, 6, 15, 5, 11, 0], 0.8, [0x8a]],
    [4, false, -1, [4, 6, 3, 9, 0, 10, 4, 15], 0.8, [0x85]],
    [8, false, 1, [191, 149, 213, 106, 255, 85, 181, 0], 0.047058823529, [170]],
  ] as const)('gives the codes of ONNX Runtime in %i bits (symmetric: %p, sign %i)', (bits, symmetric, sign, codes, scale, zeros) => {
    const made = quantizeBlockwise(padded(sign), ROW, { bits, blockSize: 32, symmetric });
    const unpacked = bits === 8 ? [...made.codes] : [...made.codes].flatMap((byte) => [byte & 15, byte >> 4]);
    expect(unpacked.slice(0, 8)).toEqual(codes);
    expect(made.scales[0]).toBeCloseTo(scale, 7);
    expect(made.zeroPoints && [...made.zeroPoints]).toEqual(zeros);
  });

  it('reads a matrix the same from its rows and from its columns, the last block cut short', () => {
    const [inputs, outputs] = [37, 3];
    const rows = Float32Array.from({ length: inputs * outputs }, (_, place) => Math.sin(place * place));
    const columns = new Float32Array(rows.length);
    for (let k = 0; k < inputs; k += 1) for (let n = 0; n < outputs; n += 1) columns[n * inputs + k] = rows[k * outputs + n] ?? Number.NaN;
    const options = { bits: 4, blockSize: 16, symmetric: false } as const;
    const ofRows = quantizeBlockwise(rows, { inputs, outputs, isTransposed: false }, options);
    expect(ofRows).toEqual(quantizeBlockwise(columns, { inputs, outputs, isTransposed: true }, options));
    expect(ofRows.codes).toHaveLength(outputs * 3 * 8);
    expect(ofRows.zeroPoints).toHaveLength(outputs * 2);
  });

  it('keeps zeros exact, a block of nothing else included', () => {
    for (const symmetric of [true, false]) {
      const { codes, scales, zeroPoints } = quantizeBlockwise(new Float32Array(32), ROW, { bits: 8, blockSize: 32, symmetric });
      expect(Math.abs(((codes[5] ?? 0) - (zeroPoints?.[0] ?? 128)) * (scales[0] ?? Number.NaN))).toBe(0);
    }
  });
});
