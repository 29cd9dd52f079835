import type { Numbers } from '../ui/numbers.ts';
import type { Column } from './column.ts';
import { formatCellValue } from './format-cell-value.ts';

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
