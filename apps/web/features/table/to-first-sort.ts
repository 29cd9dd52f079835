import type { Column } from './column.ts';
import type { Sort } from './use-table-url.ts';

/** How a column is sorted when it is chosen first: numbers from the largest, words from A, unless the column says otherwise. */
export function toFirstSort<Row>({ id, first, numeric }: Column<Row>): Sort {
  return { id, desc: (first ?? (numeric ? 'desc' : 'asc')) === 'desc' };
}
