import type { Interval } from '@lamina/metrics';
import type { ReactNode } from 'react';
import type { CellValue } from '../export/shown-table.ts';
import { formatBytes } from '../ui/format.ts';
import { formatEstimate, toInterval } from '../ui/interval.ts';
import { MISSING, numbers } from '../ui/numbers.ts';

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

/** The head of a column of numbers. */
type NumberHead<Row> = Pick<Column<Row>, 'id' | 'title' | 'hint' | 'definition' | 'width' | 'first'>;

/** A column of numbers. */
export function toNumberColumn<Row>(
  head: NumberHead<Row>,
  value: (row: Row) => number | null,
  format: (value: number) => string = formatCellValue,
): Column<Row> {
  return { ...head, numeric: true, value, format };
}

/** A column of correlations, or of other shares of 1, with two decimals. */
export function toShareColumn<Row>(head: NumberHead<Row>, value: (row: Row) => number | null): Column<Row> {
  return toNumberColumn(head, value, (share) => numbers.fixed(share, 2));
}

/** A column of bytes. */
export function toBytesColumn<Row>(head: Pick<Column<Row>, 'id' | 'title' | 'hint'>, value: (row: Row) => number | null): Column<Row> {
  return toNumberColumn({ ...head, width: 100 }, value, formatBytes);
}

/** A column of values with 95 % intervals that the API computed, as those of factors; files also have their ends. */
export function toIntervalColumn<Row>(
  head: NumberHead<Row>,
  read: (row: Row) => { readonly value: number | null; readonly interval: Interval | null } | null,
): Column<Row> {
  return {
    ...toNumberColumn(head, (row) => read(row)?.value ?? null),
    text: (row) => {
      const { value = null, interval = null } = read(row) ?? {};
      return formatEstimate(value, interval);
    },
    details: [
      { id: `${head.id}_low`, value: (row) => read(row)?.interval?.low ?? null },
      { id: `${head.id}_high`, value: (row) => read(row)?.interval?.high ?? null },
    ],
  };
}

/** A column of estimates with their 95 % intervals; files also have the standard errors. */
export function toEstimateColumn<Row>(
  head: NumberHead<Row>,
  read: (row: Row) => { readonly value: number | null; readonly standardError: number | null } | null,
): Column<Row> {
  return {
    ...toNumberColumn(head, (row) => read(row)?.value ?? null),
    text: (row) => {
      const { value = null, standardError = null } = read(row) ?? {};
      return formatEstimate(value, value === null ? null : toInterval(value, standardError));
    },
    details: [{ id: `${head.id}_standard_error`, value: (row) => read(row)?.standardError ?? null }],
  };
}

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
