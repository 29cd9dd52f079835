import type { Range } from './range-filter.tsx';

/** Smallest and largest value of the rows; open ends if there are no rows. */
export function measureExtent<Row>(rows: readonly Row[], read: (row: Row) => number): Range {
  if (rows.length === 0) return { low: null, high: null };
  const values = rows.map(read);
  return { low: Math.min(...values), high: Math.max(...values) };
}
