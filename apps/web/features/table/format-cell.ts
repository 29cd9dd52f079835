import type { Column } from './column.ts';
import { formatCellValue } from './format-cell-value.ts';

/** A row's cell as text. */
export function formatCell<Row>(column: Column<Row>, row: Row): string {
  if (column.text) return column.text(row);
  const value = column.value(row);
  return typeof value === 'number' && column.format ? column.format(value) : formatCellValue(value);
}
