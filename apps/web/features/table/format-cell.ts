import type { CellValue } from '../export/shown-table.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import type { Column } from './column.ts';

/** A row's cell as text. */
export function formatCell<Row>(column: Column<Row>, row: Row, numbers: Numbers): string {
  if (column.text) return column.text(row, numbers);
  const value = column.value(row);
  return typeof value === 'number' ? formatNumber(column, value, numbers) : formatCellValue(value, numbers);
}

/** A number in the format of its column. */
export function formatNumber<Row>({ format = formatCellValue }: Column<Row>, value: number, numbers: Numbers): string {
  return format(value, numbers);
}

/** A cell as text, if its column does not define one. */
export function formatCellValue(value: CellValue, numbers: Numbers): string {
  if (value === null) return MISSING;
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? numbers.integer(value) : numbers.significant(value, 4);
}
