import type { OpenTableWriter, ReleaseRow } from './table-writer.ts';
import { openTextFile } from './text-file.ts';

/** Writes an array of objects, one per line, so that the JSON file can also be read line by line. JSON columns are JSON values, not strings. */
export const openJsonWriter: OpenTableWriter = (path, { columns }) => {
  const file = openTextFile(path);
  const jsonNames = columns.filter(({ type }) => type === 'json').map(({ name }) => name);
  const print = (row: ReleaseRow): string => {
    const values = jsonNames.map((name) => [name, row[name] === null ? null : JSON.parse(String(row[name]))]);
    return JSON.stringify({ ...row, ...Object.fromEntries(values) });
  };
  let separator = '[\n';
  return {
    async write(rows) {
      await file.write(separator + rows.map(print).join(',\n'));
      separator = ',\n';
    },
    async finish() {
      await file.write(separator === '[\n' ? '[]\n' : '\n]\n');
      await file.end();
    },
  };
};
