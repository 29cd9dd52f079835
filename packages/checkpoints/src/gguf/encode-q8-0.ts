const BLOCK = 32;
const BLOCK_BYTES = 34;

/**
 * Values as Q8_0 stores them: of every 32 a half-precision scale d = max|x| ÷ 127, then round(x ÷ d) as signed bytes, halves away from 0.
 * Source: ggml-quants.c, quantize_row_q8_0_ref.
 * @param values float64[n], n a multiple of 32
 * @returns 34 bytes for 32 values
 */
export function encodeQ8_0(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array((values.length / BLOCK) * BLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  for (let from = 0, to = 0; from < values.length; from += BLOCK, to += BLOCK_BYTES) {
    const block = Array.from({ length: BLOCK }, (_, index) => values[from + index] as number);
    const scale = Math.max(...block.map(Math.abs)) / 127;
    view.setFloat16(to, scale, true);
    for (const [index, value] of block.entries()) {
      const code = scale === 0 ? 0 : value / scale;
      view.setInt8(to + 2 + index, Math.sign(code) * Math.round(Math.abs(code)));
    }
  }
  return bytes;
}
