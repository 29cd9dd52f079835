import { getAt } from '@lamina/errors';
import type { ReadTensor } from '../checkpoint.ts';
import { decodePackedMxfp4 } from '../ggml-types/mxfp4.ts';
import { getPart, type Packing } from './packing.ts';

/** Values that share a scale, and the bytes that hold them. */
const GROUP = 32;
const GROUP_BYTES = 16;
/** Groups that are decoded at a time. */
const CHUNK_GROUPS = 512 * 1024;

/**
 * MXFP4 of gpt-oss (transformers 4.57.6, integrations/mxfp4.py). bfloat16 holds every value exactly: it has two digits and a power of two.
 *
 *   X_blocks U8[experts, outputs, inputs / 32, 16], X_scales U8[experts, outputs, inputs / 32] → X [experts, outputs, inputs]
 */
export const mxfp4: Packing = {
  suffix: '_blocks',
  find: (place, codes, context) => {
    if (codes.type !== 'U8' || codes.dims.at(-1) !== GROUP_BYTES) return null;
    const groups = codes.dims.slice(0, -1);
    const scales = getPart(context, `${place}_scales`, groups);
    const count = groups.reduce((product, extent) => product * extent, 1);
    return {
      name: place,
      dims: [...groups.slice(0, -1), getAt(groups, groups.length - 1) * GROUP],
      parts: [codes, scales],
      decodedType: 'BF16',
      silencedBy: codes.name,
      *decode(read: ReadTensor) {
        for (let first = 0; first < count; first += CHUNK_GROUPS) {
          const some = Math.min(CHUNK_GROUPS, count - first);
          const values = decodePackedMxfp4(read(codes, first * GROUP_BYTES, some * GROUP_BYTES), read(scales, first, some));
          yield Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
        }
      },
    };
  },
};
