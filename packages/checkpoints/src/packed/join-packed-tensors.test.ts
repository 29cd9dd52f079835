import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import type { ReadTensor, StoredTensor, StoredType } from '../checkpoint.ts';
import { joinPackedTensors } from './join-packed-tensors.ts';

type Bytes = Uint8Array | Int32Array | Float32Array | Uint16Array;

/** Stored tensors with their bytes. */
class Files {
  readonly tensors = new Map<string, StoredTensor>();
  readonly #bytes = new Map<string, Uint8Array>();

  add(name: string, type: StoredType, dims: readonly number[], values: Bytes): this {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.tensors.set(name, { name, type, dims, file: 'model.safetensors', offset: 0, sizeBytes: bytes.length });
    this.#bytes.set(name, bytes);
    return this;
  }

  /** The values of one weight after joining. */
  decode(name: string, quantization: object): readonly number[] {
    const weight = joinPackedTensors(this.tensors, { quantization_config: quantization })?.get(name);
    const read: ReadTensor = ({ name: part }, start = 0, length = undefined) =>
      (this.#bytes.get(part) ?? new Uint8Array()).subarray(start, length === undefined ? undefined : start + length);
    return [...(weight?.packed?.decode(read) ?? [])].flatMap((values) => [...values]);
  }
}

/** Words of 32 bits of codes of 4 bits, the first code lowest. */
const pack = (codes: readonly number[]): Int32Array =>
  Int32Array.from({ length: codes.length / 8 }, (_, word) =>
    codes.slice(word * 8, word * 8 + 8).reduce((sum, code, place) => sum | (code << (4 * place)), 0),
  );
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const half = (...values: readonly number[]): Uint16Array => new Uint16Array(Float16Array.from(values).buffer);

describe('packed weights', () => {
  it('of FP8 in blocks are multiplied by the scale of their block, of which the last may be cut', () => {
    // 0x38 = 1, 0x40 = 2, 0xb8 = −1, 0x01 = 2^-9, 0x7e = 448
    const files = new Files()
      .add('a.weight', 'F8_E4M3', [3, 3], Uint8Array.of(0x38, 0x40, 0xb8, 0x01, 0x7e, 0x00, 0x38, 0x38, 0x38))
      .add('a.weight_scale_inv', 'F32', [2, 2], Float32Array.of(1, 10, 100, 1000));
    expect(files.decode('a.weight', { quant_method: 'fp8', weight_block_size: [2, 2] })).toEqual([
      1,
      2,
      -10,
      2 ** -9,
      448,
      0,
      100,
      100,
      1000,
    ]);
  });

  it.each([
    ['compressed-tensors', 'row', 'weight_scale', [2, 1], [3, 5], [3, 6, 5, 10]],
    ['compressed-tensors', 'tensor', 'weight_scale', [1], [3], [3, 6, 3, 6]],
    ['fp8', 'tensor', 'weight_scale_inv', [], [3], [3, 6, 3, 6]],
    ['fp8', 'tensor', 'weight_scale_inv', [1], [3], [3, 6, 3, 6]],
    ['fp8', 'matrix of one block', 'weight_scale_inv', [1, 1], [3], [3, 6, 3, 6]],
  ])('of FP8 (%s) may have one scale for a %s in %s', (method, _, part, dims, scales, values) => {
    const files = new Files()
      .add('a.weight', 'F8_E4M3', [2, 2], Uint8Array.of(0x38, 0x40, 0x38, 0x40))
      .add(`a.${part}`, 'F32', dims, Float32Array.from(scales));
    expect(files.decode('a.weight', { quant_method: method })).toEqual(values);
  });

  it('of NVFP4 begin with the low half of a byte, and the scale of the tensor divides', () => {
    const files = new Files()
      .add('a.weight_packed', 'U8', [1, 8], Uint8Array.of(0x21, 0x43, 0x65, 0x97, 0, 0, 0, 0xf0))
      .add('a.weight_scale', 'F8_E4M3', [1, 1], Uint8Array.of(0x40))
      .add('a.weight_global_scale', 'F32', [1], Float32Array.of(4));
    const values = [0.5, 1, 1.5, 2, 3, 4, 6, -0.5, 0, 0, 0, 0, 0, 0, 0, -6].map((value) => value / 2);
    expect(files.decode('a.weight', { quant_method: 'compressed-tensors' })).toEqual(values);
  });

  it('of GPTQ lie by inputs; the group of an input is that of g_idx, and zero points are stored less one', () => {
    // Eight outputs of eight inputs, of which the second has the codes 8…15 and all others 0…7.
    const words = Int32Array.from(upTo(8).flatMap((output) => [...pack(upTo(8).map((code) => code + (output === 1 ? 8 : 0)))]));
    const files = new Files()
      .add('a.qweight', 'I32', [1, 8], words)
      .add('a.qzeros', 'I32', [2, 1], Int32Array.of(...pack([3, 7, 0, 0, 0, 0, 0, 0]), ...pack([0, 1, 0, 0, 0, 0, 0, 0])))
      .add('a.scales', 'F16', [2, 8], half(1, 2, 1, 1, 1, 1, 1, 1, 10, 20, 10, 10, 10, 10, 10, 10))
      .add('a.g_idx', 'I32', [8], Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1));
    const first = upTo(8).map((code) => (code % 2 === 0 ? code - 4 : (code - 1) * 10));
    const second = upTo(8).map((code) => (code % 2 === 0 ? (code + 8 - 8) * 2 : (code + 8 - 2) * 20));
    expect(files.decode('a.weight', { quant_method: 'gptq', bits: 4 }).slice(0, 16)).toEqual([...first, ...second]);
  });

  it('of AWQ lie by outputs, in its own order of columns', () => {
    // One input; nibble j is column (0 2 4 6 1 3 5 7)[j], so that column c has code c.
    const files = new Files()
      .add('a.qweight', 'I32', [1, 1], pack([0, 2, 4, 6, 1, 3, 5, 7]))
      .add('a.qzeros', 'I32', [1, 1], pack([1, 1, 1, 1, 1, 1, 1, 1]))
      .add('a.scales', 'F16', [1, 8], half(1, 1, 1, 1, 2, 2, 2, 2));
    expect(files.decode('a.weight', { quant_method: 'awq', bits: 4 })).toEqual([-1, 0, 1, 2, 6, 8, 10, 12]);
  });

  it('of compressed-tensors are shifted by half their range, or by their zero points', () => {
    const quantization = { quant_method: 'compressed-tensors', config_groups: { group_0: { weights: { num_bits: 4 } } } };
    const files = new Files()
      .add('a.weight_packed', 'I32', [1, 1], pack(upTo(8)))
      .add('a.weight_scale', 'F16', [1, 2], half(1, 10))
      .add('a.weight_shape', 'I64', [2], new Uint8Array(16));
    expect(files.decode('a.weight', quantization)).toEqual([-8, -7, -6, -5, -40, -30, -20, -10]);
    files.add('a.weight_zero_point', 'I32', [1, 2], Int32Array.of(2, 5));
    expect(files.decode('a.weight', quantization)).toEqual([-2, -1, 0, 1, -10, 0, 10, 20]);
  });

  const scales = ['a_scales', 'U8', [1, 1]] as const;

  it('of MXFP4 have 32 values per scale', () => {
    const files = new Files()
      .add('a_blocks', 'U8', [1, 1, 16], Uint8Array.of(0x21, ...new Uint8Array(15)))
      .add(...scales, Uint8Array.of(128));
    expect(files.decode('a', { quant_method: 'mxfp4' }).slice(0, 3)).toEqual([1, 2, 0]);
  });

  it('are no others', () => {
    const files = new Files().add('norm.weight', 'BF16', [2], new Uint8Array(4));
    expect(joinPackedTensors(files.tensors, {})).toBeUndefined();
  });

  it.each([
    ['missing scales', 'a_scales is missing; its packed weight needs [1, 1]', []],
    ['scales of another shape', 'a_scales has shape [1, 3]', [['a_scales', 'U8', [1, 3], new Uint8Array(3)] as const]],
  ])('are refused for %s', (_, message, parts) => {
    const files = new Files().add('a_blocks', 'U8', [1, 1, 16], new Uint8Array(16));
    for (const part of parts) files.add(...part);
    const join = (): unknown => joinPackedTensors(files.tensors, {});
    expect(join).toThrow(AppError);
    expect(join).toThrow(message);
  });
});
