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

export const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number;
export const word = (bytes: Uint8Array, at: number): number => byte(bytes, at) | (byte(bytes, at + 1) << 8);
