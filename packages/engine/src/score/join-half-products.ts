import type { Unit } from '@lamina/plans';
import { PRODUCTS_PER_HALF } from '@lamina/surgery';

/**
 * Joins the dot products of the halves of each block to those of all halves of a batch, float32[N, 3 H].
 *
 * @param halves [H] all halves, block by block
 * @param products by block: float32[N, 3 × halves of the block]. Absent for a block that was passed by: its halves do not change the state
 * @param gram float32[N, S, S]: has the squares of such a state
 */
export function joinHalfProducts(
  halves: readonly Unit[],
  products: ReadonlyMap<number, Float32Array>,
  { gram, states }: { readonly gram: Float32Array; readonly states: number },
): Float32Array {
  const tokens = gram.length / states ** 2;
  const width = halves.length * PRODUCTS_PER_HALF;
  const joined = new Float32Array(tokens * width);
  let start = 0;
  for (const [block, { length }] of Map.groupBy(halves, (half) => half.block)) {
    const own = products.get(block);
    const size = length * PRODUCTS_PER_HALF;
    for (let token = 0; token < tokens; token += 1) {
      const place = token * width + start;
      if (own) joined.set(own.subarray(token * size, (token + 1) * size), place);
      else joined.fill(gram[token * states ** 2 + block * (states + 1)] ?? Number.NaN, place, place + size);
    }
    start += size;
  }
  return joined;
}
