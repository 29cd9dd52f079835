/**
 * Number of columns that the name of a group spans: those before the first aggregate. It stays in sight with pinned columns, so it never spans pinned
 * and other columns together.
 */
export function countNameColumns(aggregates: readonly unknown[], pinnedCount: number): number {
  const first = aggregates.findIndex((one, index) => index > 0 && one !== null);
  if (first < 0) return aggregates.length;
  return pinnedCount > 0 ? Math.min(first, pinnedCount) : first;
}
