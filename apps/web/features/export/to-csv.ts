import { stringify } from 'csv-stringify/browser/esm/sync';
import type { ShownTable } from './shown-table.ts';

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
