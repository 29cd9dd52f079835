import { byte } from './ggml-type.ts';

/** Writes 32 codes of five bits as Q5_0 and Q5_1 have them: their fifth bits in 4 bytes, then nibbles (codes 0–15 low, 16–31 high). */
export function putFives(codes: Uint8Array, out: Uint8Array, at: number): void {
  let fifths = 0;
  for (let index = 0; index < 16; index += 1) {
    const low = byte(codes, index);
    const high = byte(codes, index + 16);
    out[at + 4 + index] = (low & 15) | ((high & 15) << 4);
    fifths |= ((low >> 4) << index) | ((high >> 4) << (index + 16));
  }
  for (let place = 0; place < 4; place += 1) out[at + place] = fifths >>> (8 * place);
}
