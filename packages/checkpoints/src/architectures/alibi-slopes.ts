/**
 * ALiBi slopes (arXiv 2108.12409, and its code for head counts that are not a power of two): 2^(−8h/n) for the largest power of two n, and every
 * second slope of 2n heads for the remaining heads.
 * @returns float64[heads]
 */
export function getAlibiSlopes(heads: number): readonly number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const slope = (head: number, count: number): number => 2 ** ((-8 * (head + 1)) / count);
  return Array.from({ length: heads }, (_, head) => (head < power ? slope(head, power) : slope(2 * (head - power), 2 * power)));
}

/**
 * Slopes for MPT (transformers 4.57.6 `build_mpt_alibi_tensor`): those of the next power of two, odd ones first.
 * @returns float64[heads]
 */
export function getMptSlopes(heads: number): readonly number[] {
  const power = 2 ** Math.ceil(Math.log2(heads));
  const slopes = Array.from({ length: power }, (_, head) => 2 ** ((-8 * (head + 1)) / power));
  if (power === heads) return slopes;
  return [...slopes.filter((_, head) => head % 2 === 1), ...slopes.filter((_, head) => head % 2 === 0)].slice(0, heads);
}
