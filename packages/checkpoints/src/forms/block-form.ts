import { byte } from '../ggml/ggml-type.ts';
import type { PackedForm } from './packed-form.ts';

/** How a block type of GGUF is packed. Its blocks are unpacked in order, so that `n` blocks fill n times as many numbers of each list. */
export interface BlockForm extends PackedForm {
  readonly unpack: (bytes: Uint8Array, to: UnpackedBlocks) => void;
}

/** The numbers of some blocks. Those of 16 bits are the bits of a float16 or bfloat16; lists that a form does not have are empty. */
export interface UnpackedBlocks {
  /** Signed. */
  readonly codes: Int8Array;
  readonly scales: Uint8Array | Uint16Array;
  readonly scaleFactors: Uint16Array;
  readonly minimums: Uint8Array | Uint16Array;
  readonly minimumFactors: Uint16Array;
}

type Description = Pick<BlockForm, 'codes' | 'block' | 'scales' | 'unpack'> & Partial<Pick<BlockForm, 'shift' | 'minimums'>>;

/** A form without zero points, in the stored order. */
export function defineBlockForm({ shift = 0, minimums = null, ...rest }: Description): BlockForm {
  return { ...rest, shift, minimums, zeros: null, order: null };
}

export const bits16 = (bytes: Uint8Array, at: number): number => byte(bytes, at) | (byte(bytes, at + 1) << 8);

/** 16 bytes whose low halves are values 0 … 15 and whose high halves are values 16 … 31. */
export function unpackNibbles(bytes: Uint8Array, from: number, values: Int8Array, { codes }: UnpackedBlocks, to: number): void {
  for (let index = 0; index < 16; index += 1) {
    const pair = byte(bytes, from + index);
    codes[to + index] = values[pair & 15] as number;
    codes[to + 16 + index] = values[pair >> 4] as number;
  }
}
