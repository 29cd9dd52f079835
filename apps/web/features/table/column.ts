import type { CSSProperties, ReactNode } from 'react';
import type { Numbers } from '../ui/numbers.ts';

/** What a cell holds: what rows are sorted by and what is exported. null = not measured. */
export type CellValue = string | number | null;

/** The rows drawn above and below; null at an end and at the border of a group. */
export interface Neighbours<Row> {
  readonly previous: Row | null;
  readonly next: Row | null;
}

/** What a cell is drawn with. */
export interface CellContext<Row> extends Neighbours<Row> {
  readonly numbers: Numbers;
}

/** One column of a table: its head, its value, how a cell looks, and how it is exported. */
export interface Column<Row> {
  /** Name in the URL and in exported files. */
  readonly id: string;
  readonly title: string;
  /** Second line of the head, such as a unit. */
  readonly hint?: string;
  /** What the column means, shown when the head is pointed at or focused. */
  readonly definition?: string;
  /** Heading above neighbouring columns that share it. */
  readonly over?: string;
  readonly numeric?: boolean;
  /** Pixels. */
  readonly width: number;
  /** Pixels on a phone; default: the width. */
  readonly narrowWidth?: number;
  /** Direction of the first click; numbers start with the largest unless said otherwise. */
  readonly first?: 'asc' | 'desc';
  /** Left out until the reader chooses it. */
  readonly hidden?: boolean;
  /** Rows can be gathered by it. */
  readonly groupable?: boolean;
  readonly value: (row: Row) => CellValue;
  /** The cell in words, for LaTeX and where `render` is missing; default: the value. */
  readonly text?: (row: Row, numbers: Numbers) => string;
  readonly render?: (row: Row, context: CellContext<Row>) => ReactNode;
  readonly look?: (
    row: Row,
    numbers: Numbers,
  ) => { readonly className?: string | undefined; readonly style?: CSSProperties; readonly title?: string };
  /** Further values that belong to the cell, such as a standard error: exported beside it. */
  readonly details?: readonly { readonly id: string; readonly value: (row: Row) => CellValue }[];
}
