import type { WeightType } from '../ggml-type.ts';

export const F32: WeightType = {
  type: 'F32',
  number: 0,
  blockElements: 1,
  blockBytes: 4,
  halves: [],
  decode: (bytes, out) => {
    new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes);
  },
  encode: (values, out) => {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  },
};
