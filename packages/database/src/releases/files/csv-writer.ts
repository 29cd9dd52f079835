import { stringify } from 'csv-stringify/sync';
import type { OpenTableWriter } from './table-writer.ts';
import { openTextFile } from './text-file.ts';

/** Writes comma-separated values (RFC 4180): a line of column names, then one line per row; an empty cell means no value. */
export const openCsvWriter: OpenTableWriter = (path, { columns }) => {
  const names = columns.map(({ name }) => name);
  const file = openTextFile(path);
  const header = file.write(print([names], names));
  return {
    async write(rows) {
      await header;
      await file.write(print(rows, names));
    },
    async finish() {
      await header;
      await file.end();
    },
  };
};

function print(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], {
    columns: [...columns],
    record_delimiter: 'windows',
    cast: { boolean: String, date: (value) => value.toISOString() },
  });
}
