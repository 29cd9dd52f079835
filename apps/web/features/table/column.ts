import type { CSSProperties, ReactNode } from 'react';
import type { CellValue } from '../export/shown-table.ts';
import { formatBytes } from '../ui/format.ts';
import type { Numbers } from '../ui/numbers.ts';

/** The rows above and below; null at the ends and at group borders. */
export interface Neighbours<Row> {
  readonly previous: Row | null;
  readonly next: Row | null;
}

/** The context for drawing a cell. */
export interface CellContext<Row> extends Neighbours<Row> {
  readonly numbers: Numbers;
}

/** How one number, or two, represent a column's values in the rows of a group. */
export type AggregateKind = 'median' | 'range' | 'sum';

/** One column of a table: its head, its value, the look of a cell, and its export. */
export interface Column<Row> {
  /** Name in the URL and in exported files. */
  readonly id: string;
  readonly title: string;
  /** Second line of the head, such as a unit. */
  readonly hint?: string;
  /** Meaning of the column, shown when its head is hovered or focused. */
  readonly definition?: string;
  /** Common heading of adjacent columns. */
  readonly over?: string;
  readonly numeric?: boolean;
  /** Pixels. */
  readonly width: number;
  /** Pixels on a phone; default: the width. */
  readonly narrowWidth?: number;
  /** Sort direction of the first click; by default numbers start with the largest. */
  readonly first?: 'asc' | 'desc';
  /** Hidden until the reader selects it. */
  readonly hidden?: boolean;
  /** Rows can be grouped by it. */
  readonly groupable?: boolean;
  /** What the head of a group shows of its rows' values; by default nothing. */
  readonly aggregate?: AggregateKind;
  readonly value: (row: Row) => CellValue;
  /** A number of this column as text; default: up to four significant digits. */
  readonly format?: (value: number, numbers: Numbers) => string;
  /** The cell as text, for LaTeX and for columns without `render`; default: the value, in the column's format. */
  readonly text?: (row: Row, numbers: Numbers) => string;
  readonly render?: (row: Row, context: CellContext<Row>) => ReactNode;
  readonly look?: (
    row: Row,
    numbers: Numbers,
  ) => { readonly className?: string | undefined; readonly style?: CSSProperties; readonly title?: string };
  /** Additional values of the cell, such as a standard error; exported in separate columns. */
  readonly details?: readonly { readonly id: string; readonly value: (row: Row) => CellValue }[];
}

/** Sticky position of a pinned column: after the pinned columns before it. */
export function getPinStyle<Row>(columns: readonly Column<Row>[], index: number): CSSProperties {
  return { '--pin': `${columns.slice(0, index).reduce((sum, column) => sum + column.width, 0)}px` } as CSSProperties;
}

/** A column of bytes; heads of groups show their range. */
export function toBytesColumn<Row>(head: Pick<Column<Row>, 'id' | 'title' | 'hint'>, value: (row: Row) => number | null): Column<Row> {
  return { ...head, numeric: true, width: 100, aggregate: 'range', value, format: formatBytes };
}
