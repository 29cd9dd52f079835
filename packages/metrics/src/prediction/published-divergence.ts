/** Unit of published divergences: the KL divergence of the whole model when a part of it is rounded. */
export const DIVERGENCE = 'nats/token KL';
/** The source whose roundings are predicted: the GGUF Tool Suite. */
export const ROUNDING_SOURCE = 'thireus';
/** The type to which most of its models were rounded. */
const COMMON_TYPE = 'round:iq1_kt';

/** The profile that stands for the roundings of one model and part: divergences come first, then the common type; null if there is none. */
export function chooseRounding<Profile extends { readonly operation: string; readonly unitOfValue: string }>(
  profiles: readonly Profile[],
): Profile | null {
  const rank = ({ operation, unitOfValue }: Profile): number => 2 * Number(unitOfValue !== DIVERGENCE) + Number(operation !== COMMON_TYPE);
  const [chosen = null] = profiles.toSorted((one, other) => rank(one) - rank(other));
  return chosen;
}

/** float64[blocks]: the value of each block; null for a block without one. */
export function valuesByBlock(
  entries: Iterable<readonly [block: number | null, value: number | null]>,
  blocks: number,
): readonly (number | null)[] {
  const values = new Map(entries);
  return Array.from({ length: blocks }, (_, block) => values.get(block) ?? null);
}
