import type { Column } from './column.ts';
import type { Sort } from './use-table-url.ts';

/** Sort direction of a newly chosen column: numbers from the largest, words from A, unless the column defines another one. */
export function toFirstSort<Row>({ id, first, numeric }: Column<Row>): Sort {
  return { id, desc: (first ?? (numeric ? 'desc' : 'asc')) === 'desc' };
}
