import type { ReactNode } from 'react';
import type { CellValue } from '../export/shown-table.ts';
import { formatBytes } from '../ui/format.ts';

/** One column of a table: its head, its value, the look of a cell, and its export. */
export interface Column<Row> {
  /** Name in the URL and in exported files. */
  readonly id: string;
  readonly title: string;
  /** Second line of the head, such as a unit. */
  readonly hint?: string;
  /** Meaning of the column, shown when its head is hovered or focused. */
  readonly definition?: string;
  readonly numeric?: boolean;
  /** Pixels. */
  readonly width: number;
  /** Sort direction of the first click; by default numbers start with the largest. */
  readonly first?: 'asc' | 'desc';
  readonly value: (row: Row) => CellValue;
  /** A number of this column as text; default: up to four significant digits. */
  readonly format?: (value: number) => string;
  /** The cell as text, for LaTeX and for columns without `render`; default: the value, in the column's format. */
  readonly text?: (row: Row) => string;
  readonly render?: (row: Row) => ReactNode;
  /** Additional values of the cell, such as a standard error; exported in separate columns. */
  readonly details?: readonly { readonly id: string; readonly value: (row: Row) => CellValue }[];
}

/** A column of bytes. */
export function toBytesColumn<Row>(head: Pick<Column<Row>, 'id' | 'title' | 'hint'>, value: (row: Row) => number | null): Column<Row> {
  return { ...head, numeric: true, width: 100, value, format: formatBytes };
}
