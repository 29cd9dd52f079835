import type { CellValue } from '../export/shown-table.ts';
import { MISSING, numbers } from '../ui/numbers.ts';
import type { Column } from './column.ts';

/** A row's cell as text. */
export function formatCell<Row>(column: Column<Row>, row: Row): string {
  if (column.text) return column.text(row);
  const value = column.value(row);
  return typeof value === 'number' && column.format ? column.format(value) : formatCellValue(value);
}

/** A cell as text, if its column does not define one. */
export function formatCellValue(value: CellValue): string {
  if (value === null) return MISSING;
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? numbers.integer(value) : numbers.significant(value, 4);
}
