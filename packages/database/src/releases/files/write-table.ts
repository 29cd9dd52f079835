import { join } from 'node:path';
import type { ReleaseSnapshot } from '../publish-release.ts';
import { openCsvWriter } from './csv-writer.ts';
import { openJsonWriter } from './json-writer.ts';
import { openParquetWriter } from './parquet-writer.ts';
import type { ReleaseTable } from './release-column.ts';
import { releaseTableStatement } from './release-tables.ts';
import type { OpenTableWriter } from './table-writer.ts';

const WRITERS: Readonly<Record<'parquet' | 'csv' | 'json', OpenTableWriter>> = {
  parquet: openParquetWriter,
  csv: openCsvWriter,
  json: openJsonWriter,
};

/** A file of a table. */
export interface TableFile {
  readonly name: string;
  readonly format: keyof typeof WRITERS;
  readonly rowCount: number;
}

/** Writes one table in every format in a single pass over its rows. */
export async function writeTable(table: ReleaseTable, snapshot: ReleaseSnapshot, folder: string): Promise<readonly TableFile[]> {
  const formats = Object.keys(WRITERS) as (keyof typeof WRITERS)[];
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
