/** The text whose scores chose most of the removals; of equals, the first by name. Null where no scores were read. */
export function findMainText(removals: readonly { readonly chosenOn: string | null }[]): string | null {
  const texts = removals.map(({ chosenOn }) => chosenOn).filter((text) => text !== null);
  const counts = [...Map.groupBy(texts, (text) => text)].map(([text, { length }]) => ({ text, count: length }));
  const [first] = counts.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  return first?.text ?? null;
}
