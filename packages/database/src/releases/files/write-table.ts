import { join } from 'node:path';
import type { ReleaseSnapshot } from '../publish-release.ts';
import { openCsvWriter } from './csv-writer.ts';
import { openJsonWriter } from './json-writer.ts';
import { openParquetWriter } from './parquet-writer.ts';
import type { ReleaseTable } from './release-column.ts';
import { releaseTableStatement } from './release-tables.ts';
import type { OpenTableWriter } from './table-writer.ts';

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
