import { getAt } from '@lamina/errors';
import type { ReadTensor } from '../checkpoint.ts';
import { allocateParts, type PackedForm } from '../forms/packed-form.ts';
import { doubledExponent } from '../forms/simple-blocks.ts';
import { decodePackedMxfp4 } from '../ggml/types/mxfp4.ts';
import { getPart, type Packing, unpackFloat4 } from './packing.ts';

/** Values that share a scale, and the bytes that hold them. */
const GROUP = 32;
const GROUP_BYTES = 16;
const FORM: PackedForm = {
  codes: 'int8',
  block: GROUP,
  scales: { type: 'bfloat16', per: 0 },
  shift: 0,
  zeros: null,
  minimums: null,
  order: null,
};
/** Groups that are decoded at a time. */
const CHUNK_GROUPS = 512 * 1024;

/**
 * MXFP4 of gpt-oss (transformers 4.57.6, integrations/mxfp4.py).
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
      silencedBy: codes.name,
      *decode(read: ReadTensor) {
        for (let first = 0; first < count; first += CHUNK_GROUPS) {
          const some = Math.min(CHUNK_GROUPS, count - first);
          yield decodePackedMxfp4(read(codes, first * GROUP_BYTES, some * GROUP_BYTES), read(scales, first, some));
        }
      },
      open: (read) => {
        const groupsOfRow = getAt(groups, groups.length - 1);
        return {
          form: FORM,
          rows: count / groupsOfRow,
          columns: groupsOfRow * GROUP,
          pack: (first, rows) => {
            const [from, some] = [first * groupsOfRow, rows * groupsOfRow];
            const parts = allocateParts(FORM, groupsOfRow * GROUP, rows);
            unpackFloat4(read(codes, from * GROUP_BYTES, some * GROUP_BYTES), parts.codes);
            new Uint16Array(parts.scales.buffer).set(Uint16Array.from(read(scales, from, some), doubledExponent));
            return parts;
          },
        };
      },
    };
  },
};
