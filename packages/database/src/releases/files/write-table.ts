import { join } from 'node:path';
import { type BasicType, fileWriter, ParquetWriter, schemaFromColumnData, type Writer } from 'hyparquet-writer';
import type { ReleaseSnapshot } from '../publish-release.ts';
import type { ReleaseColumnType, ReleaseTable, TableColumn, TableRow } from './release-column.ts';

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

/** Key of the file's metadata that holds its columns as JSON: name, type, description and unit. */
export const COLUMNS_KEY = 'lamina.columns';

/** Writes Parquet in row groups, with Snappy compression; every column may be null. */
async function writeParquet(writer: Writer, columns: readonly TableColumn[], batches: AsyncIterable<readonly TableRow[]>): Promise<number> {
  const toSource = (rows: readonly TableRow[]) =>
    columns.map(({ name, type }) => ({ name, type: TYPES[type], nullable: true, data: rows.map((row) => toValue(row[name], type)) }));
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: toSource([]) }),
    createdBy: 'Lamina',
    kvMetadata: [{ key: COLUMNS_KEY, value: JSON.stringify(columns.map(describeColumn)) }],
  });
  let rowCount = 0;
  let pending: TableRow[] = [];
  const writeGroup = async (): Promise<void> => {
    if (pending.length > 0) await parquet.write({ columnData: toSource(pending), rowGroupSize: ROW_GROUP_ROWS });
    pending = [];
  };
  for await (const rows of batches) {
    rowCount += rows.length;
    pending.push(...rows);
    if (pending.length >= ROW_GROUP_ROWS) await writeGroup();
  }
  await writeGroup();
  await parquet.finish();
  return rowCount;
}

function toValue(value: TableRow[string], type: ReleaseColumnType): unknown {
  if (value === null || value === undefined) return undefined;
  return type === 'integer' ? BigInt(Number(value)) : value;
}

/** What a reader is told of a column; a statement that computes it is not. */
export function describeColumn({ name, type, description, unit }: TableColumn): TableColumn {
  return { name, type, description, unit };
}

/** Writes a table into `<folder>/<name>.parquet`, as many rows at a time as a row group has. Returns their number. */
export function writeTable({ name, columns, read }: ReleaseTable, snapshot: ReleaseSnapshot, folder: string): Promise<number> {
  return writeParquet(fileWriter(join(folder, `${name}.parquet`)), columns, read(snapshot));
}
