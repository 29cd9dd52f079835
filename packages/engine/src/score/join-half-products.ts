import { PRODUCTS_PER_BLOCK } from '@lamina/surgery';

/**
 * Joins the dot products of each block, float32[N, 6], to those of all blocks of a batch, float32[N, 6 L].
 *
 * @param products by block; null for a block that was passed by: its halves do not change the state
 * @param gram float32[N, S, S]: has the squares of such a state
 */
export function joinHalfProducts(products: readonly (Float32Array | null)[], gram: Float32Array, states: number): Float32Array {
  const tokens = gram.length / states ** 2;
  const width = products.length * PRODUCTS_PER_BLOCK;
  const joined = new Float32Array(tokens * width);
  for (const [block, own] of products.entries()) {
    for (let token = 0; token < tokens; token += 1) {
      const place = token * width + block * PRODUCTS_PER_BLOCK;
      if (own) joined.set(own.subarray(token * PRODUCTS_PER_BLOCK, (token + 1) * PRODUCTS_PER_BLOCK), place);
      else joined.fill(gram[token * states ** 2 + block * (states + 1)] ?? Number.NaN, place, place + PRODUCTS_PER_BLOCK);
    }
  }
  return joined;
}
