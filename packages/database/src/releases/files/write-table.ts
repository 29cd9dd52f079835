import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { type BasicType, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ReleaseSnapshot } from '../publish-release.ts';
import type { ReleaseColumnType, ReleaseTable } from './release-column.ts';
import { releaseTableStatement } from './release-tables.ts';

/** A row of an export, by column name. */
type ReleaseRow = Readonly<Record<string, unknown>>;

/** Writes the rows of one table to one file, batch by batch. */
interface TableWriter {
  write(rows: readonly ReleaseRow[]): Promise<void>;
  finish(): Promise<void>;
}

/** Opens a file for a table. */
type OpenTableWriter = (path: string, table: ReleaseTable) => TableWriter;

/** Rows per row group; they are kept in memory until the group is written. */
const ROW_GROUP_ROWS = 20_000;

const TYPES: Readonly<Record<ReleaseColumnType, BasicType>> = {
  text: 'STRING',
  // Stored as text, so that readers without a JSON type can read it too.
  json: 'STRING',
  integer: 'INT64',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
};

/** Writes Parquet in row groups, with Snappy compression; every column may be null. */
const openParquetWriter: OpenTableWriter = (path, { columns }) => {
  const toSource = (rows: readonly ReleaseRow[]) =>
    columns.map(({ name, type }) => ({ name, type: TYPES[type], nullable: true, data: rows.map((row) => toValue(row[name], type)) }));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: toSource([]) }),
    createdBy: 'Lamina',
  });
  let pending: ReleaseRow[] = [];
  const writeGroup = async (): Promise<void> => {
    if (pending.length === 0) return;
    await writer.write({ columnData: toSource(pending), rowGroupSize: ROW_GROUP_ROWS });
    pending = [];
  };
  return {
    async write(rows) {
      pending.push(...rows);
      if (pending.length >= ROW_GROUP_ROWS) await writeGroup();
    },
    async finish() {
      await writeGroup();
      await writer.finish();
    },
  };
};

function toValue(value: ReleaseRow[string], type: ReleaseColumnType): unknown {
  if (value === null || value === undefined) return undefined;
  return type === 'integer' ? BigInt(Number(value)) : value;
}

/** Writes comma-separated values (RFC 4180): a line of column names, then one line per row; an empty cell means no value. */
const openCsvWriter: OpenTableWriter = (path, { columns }) => {
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

/** Writes an array of objects, one per line, so that the JSON file can also be read line by line. JSON columns are JSON values, not strings. */
const openJsonWriter: OpenTableWriter = (path, { columns }) => {
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

/** The formats of tables, in the order in which they are named. */
export const TABLE_FORMATS = ['parquet', 'csv', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

const WRITERS: Readonly<Record<TableFormat, OpenTableWriter>> = {
  parquet: openParquetWriter,
  csv: openCsvWriter,
  json: openJsonWriter,
};

/** A file of a table. */
export interface TableFile {
  readonly name: string;
  readonly format: TableFormat;
  readonly rowCount: number;
}

/** Writes one table in several formats in a single pass over its rows. */
export async function writeTable(
  table: ReleaseTable,
  snapshot: ReleaseSnapshot,
  { folder, formats }: { readonly folder: string; readonly formats: readonly TableFormat[] },
): Promise<readonly TableFile[]> {
  const files = formats.map((format) => ({ name: `${table.name}.${format}`, format }));
  const writers = files.map(({ name, format }) => WRITERS[format](join(folder, name), table));
  const { text, values } = releaseTableStatement(table, snapshot.cut);
  let rowCount = 0;
  for await (const rows of snapshot.streamRows({ text, values })) {
    rowCount += rows.length;
    for (const writer of writers) await writer.write(rows);
  }
  for (const writer of writers) await writer.finish();
  return files.map((file) => ({ ...file, rowCount }));
}

/** A file to which text is appended; a writer that is faster than the disk waits. */
interface TextFile {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

/** Opens a new file. */
function openTextFile(path: string): TextFile {
  const stream = createWriteStream(path, { flags: 'wx' });
  const ended = finished(stream);
  // The error is handled where the file is written or closed.
  ended.catch(() => undefined);
  return {
    async write(text) {
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), ended]);
    },
    async end() {
      stream.end();
      await ended;
    },
  };
}
