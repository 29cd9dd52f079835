import type { CellValue } from '../table/column.ts';
import type { ShownTable } from './shown-table.ts';

/** RFC 4180, full precision, an empty field for a value that is not there. */
export function toCsv({ columns, rows }: ShownTable): string {
  const lines = [columns.map(({ id }) => id), ...rows.map((row) => row.map(({ value }) => guard(value)))];
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

/** Spreadsheets run a text that begins like a formula: such a text, which anybody may have given a model as its name, gets an apostrophe. */
function guard(value: CellValue): string {
  if (value === null) return '';
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
