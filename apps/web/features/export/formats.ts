import { getAt } from '@lamina/errors';
import { stringify } from 'csv-stringify/browser/esm/sync';
import { isPublicAddress } from './is-public-address.ts';
import type { ShownTable } from './shown-table.ts';

export { toLatex } from './to-latex.ts';

/**
 * RFC 4180, full precision, an empty field for a value that is not there. Spreadsheets run a text that begins like a formula: such a text, which
 * anybody may have given a model as its name, gets an apostrophe.
 */
export function toCsv({ columns, rows }: ShownTable): string {
  const values = rows.map((row) => row.map(({ value }) => value));
  return stringify([columns.map(({ id }) => id), ...values], {
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { boolean: String },
  });
}

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
