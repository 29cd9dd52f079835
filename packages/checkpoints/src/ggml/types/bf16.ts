import { byte, type WeightType } from '../ggml-type.ts';

/** The upper 16 bits of a float32, rounded to nearest, ties to even. */
export const BF16: WeightType = {
  type: 'BF16',
  number: 30,
  blockElements: 1,
  blockBytes: 2,
  halves: [],
  decode: (bytes, out) => {
    const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
    for (let index = 0; index < words.length; index += 1)
      words[index] = (byte(bytes, 2 * index) << 16) | (byte(bytes, 2 * index + 1) << 24);
  },
  encode: (values, out) => {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let index = 0; index < words.length; index += 1) {
      const bits = words[index] as number;
      const rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
      out[2 * index] = rounded;
      out[2 * index + 1] = rounded >> 8;
    }
  },
};
