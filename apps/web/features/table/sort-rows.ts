import type { CellValue } from '../export/shown-table.ts';
import type { Column } from './column.ts';
import type { Sort } from './use-table-sort.ts';

/** The rows in the order of the sorts, the first one first. Rows without a value come last in both directions. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: readonly Sort[]): readonly Row[] {
  const keys = sort.flatMap(({ id, desc }) => columns.filter((column) => column.id === id).map(({ value }) => ({ value, desc })));
  return rows.toSorted((a, b) => {
    for (const { value, desc } of keys) {
      const order = compareValues(value(a), value(b), desc);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareValues(left: CellValue, right: CellValue, desc: boolean): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order =
    typeof left === 'number' && typeof right === 'number'
      ? left - right
      : String(left).localeCompare(String(right), 'en', { numeric: true, sensitivity: 'base' });
  return desc ? -order : order;
}
