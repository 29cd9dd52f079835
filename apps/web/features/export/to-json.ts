import { getAt } from '@lamina/errors';
import type { ShownTable } from './shown-table.ts';

/** Rows as objects with column names as keys, in full precision, with their source URL. */
export function toJson({ title, columns, rows }: ShownTable, url: string): string {
  const records = rows.map((row) => Object.fromEntries(columns.map(({ id }, index) => [id, getAt(row, index).value])));
  return `${JSON.stringify({ title, url, columns: columns.map(({ id, title: label }) => ({ id, title: label })), rows: records }, null, 2)}\n`;
}
