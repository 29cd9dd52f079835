/** The records of the most frequent key; of equally frequent keys, the first. Empty without records. */
export function findMost<Record>(records: readonly Record[], keyOf: (record: Record) => readonly (string | null)[]): readonly Record[] {
  const groups = [...Map.groupBy(records, (record) => JSON.stringify(keyOf(record)))];
  const [most] = groups.toSorted(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1));
  return most === undefined ? [] : most[1];
}

/** The text whose scores chose most of the removals; of equals, the first by name. Null where no scores were read. */
export function findMainText(removals: readonly { readonly chosenOn: string | null }[]): string | null {
  const [first] = findMost(
    removals.filter(({ chosenOn }) => chosenOn !== null),
    ({ chosenOn }) => [chosenOn],
  );
  return first?.chosenOn ?? null;
}
