import { AppError, getAt } from '@lamina/errors';

/** A claim with a lower p, corrected over its family, is significant. */
export const SIGNIFICANT_P = 0.05;

/**
 * Holm's correction for testing several hypotheses at once: the i-th smallest of m p-values is multiplied by m − i + 1, kept increasing and
 * at most 1. Reject where the adjusted p is at most the level; the chance of any false rejection then stays below it.
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure"; equals R's p.adjust(method = "holm").
 * @param pValues float64[m], each in 0..1, e.g. one per benchmark
 * @returns float64[m], in the order given
 * @throws AppError BAD_USER_INPUT for a value outside 0..1
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new AppError('BAD_USER_INPUT', `${wrong} is not a p-value; give numbers from 0 to 1.`);
  const order = pValues.map((_, place) => place).sort((a, b) => getAt(pValues, a) - getAt(pValues, b));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let floor = 0;
  for (const [rank, place] of order.entries()) {
    floor = Math.max(floor, Math.min(1, getAt(pValues, place) * (pValues.length - rank)));
    adjusted[place] = floor;
  }
  return adjusted;
}

/**
 * Holm's correction within each family of claims.
 * @param pOf null = the item is not tested
 * @returns by tested item
 */
export function adjustFamilies<Item>(
  items: readonly Item[],
  { familyOf, pOf }: { readonly familyOf: (item: Item) => string; readonly pOf: (item: Item) => number | null },
): ReadonlyMap<Item, number> {
  const tested = items.flatMap((item) => {
    const p = pOf(item);
    return p === null ? [] : [{ item, p }];
  });
  const families = [...Map.groupBy(tested, ({ item }) => familyOf(item)).values()];
  return new Map(
    families.flatMap((family) => {
      const adjusted = holmAdjust(family.map(({ p }) => p));
      return family.map(({ item }, place) => [item, getAt(adjusted, place)] as const);
    }),
  );
}
