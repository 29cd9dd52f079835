import type { CellValue } from '../table/column.ts';
import type { ShownTable } from './shown-table.ts';

/** CSV according to RFC 4180, with full precision; a missing value is an empty field. */
export function toCsv({ columns, rows }: ShownTable): string {
  const lines = [columns.map(({ id }) => id), ...rows.map((row) => row.map(({ value }) => guard(value)))];
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

/** Spreadsheets execute text that looks like a formula, and anybody may choose a model's name. Such text gets an apostrophe in front. */
function guard(value: CellValue): string {
  if (value === null) return '';
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
