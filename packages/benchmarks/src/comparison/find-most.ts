/** The records of the most frequent key; of equally frequent keys, the first. Empty without records. */
export function findMost<Record>(records: readonly Record[], keyOf: (record: Record) => readonly (string | null)[]): readonly Record[] {
  const groups = [...Map.groupBy(records, (record) => JSON.stringify(keyOf(record)))];
  const [most] = groups.toSorted(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1));
  return most === undefined ? [] : most[1];
}
