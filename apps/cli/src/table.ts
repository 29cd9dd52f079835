import { getAt } from '@lamina/errors';

/** A column of a table for a terminal. Numbers stand on the right. */
export interface Column<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  value(row: Row): string;
}

/** Rows under their titles, in columns of equal width. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const filled = columns.map(({ title, align = 'right', value }) => {
    const cells = [title, ...rows.map(value)];
    const width = Math.max(...cells.map(({ length }) => length));
    return cells.map((cell) => (align === 'left' ? cell.padEnd(width) : cell.padStart(width)));
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, line) => filled.map((cells) => getAt(cells, line)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

const MEGA = 1e6;

export function formatMegabytes(bytes: number): string {
  return `${(bytes / MEGA).toFixed(1)} MB`;
}
