import { valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';

export const F16: WeightType = {
  type: 'F16',
  number: 1,
  blockElements: 1,
  blockBytes: 2,
  halves: [0],
  decode: (bytes, out) => {
    for (let index = 0; index < out.length; index += 1) out[index] = half(bytes, 2 * index);
  },
  encode: (values, out) => {
    for (let index = 0; index < values.length; index += 1) putHalf(out, 2 * index, valueAt(values, index));
  },
};
