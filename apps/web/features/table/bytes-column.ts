import { formatBytes } from '../ui/format-bytes.ts';
import type { Column } from './column.ts';

/** A column of bytes; heads of groups show their range. */
export function toBytesColumn<Row>(head: Pick<Column<Row>, 'id' | 'title' | 'hint'>, value: (row: Row) => number | null): Column<Row> {
  return { ...head, numeric: true, width: 100, aggregate: 'range', value, format: formatBytes };
}
