import type { OpenTableWriter, ReleaseRow } from './table-writer.ts';
import { openTextFile } from './text-file.ts';

/** Writes comma-separated values (RFC 4180): a line of column names, then one line per row; an empty cell means no value. */
export const openCsvWriter: OpenTableWriter = (path, { columns }) => {
  const names = columns.map(({ name }) => name);
  const file = openTextFile(path);
  const header = file.write(`${names.join(',')}\r\n`);
  return {
    async write(rows) {
      await header;
      await file.write(rows.map((row) => `${names.map((name) => toCell(row[name])).join(',')}\r\n`).join(''));
    },
    async finish() {
      await header;
      await file.end();
    },
  };
};

function toCell(value: ReleaseRow[string]): string {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
