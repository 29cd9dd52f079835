import { getAt } from '@lamina/errors';
import { isPublicAddress } from './is-public-address.ts';
import type { ShownTable } from './shown-table.ts';

/** Rows as objects with column names as keys, in full precision, with their source URL, or null if it is not public. */
export function toJson({ title, columns, rows }: ShownTable, url: string): string {
  const records = rows.map((row) => Object.fromEntries(columns.map(({ id }, index) => [id, getAt(row, index).value])));
  const content = {
    title,
    url: isPublicAddress(url) ? url : null,
    columns: columns.map(({ id, title: label, about }) => ({ id, title: label, about })),
    rows: records,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
