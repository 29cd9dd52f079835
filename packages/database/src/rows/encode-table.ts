import { stringify } from 'csv-stringify/sync';
import { type BasicType, ByteWriter, fileWriter, ParquetWriter, schemaFromColumnData, type Writer } from 'hyparquet-writer';
import { type ColumnType, describeColumn, type TableColumn, type TableRow } from './table-column.ts';

/** Rows per row group; they are kept in memory until the group is written. */
const ROW_GROUP_ROWS = 20_000;

const TYPES: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  // Stored as text, so that readers without a JSON type can read it too.
  json: 'STRING',
  integer: 'INT64',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
};

/** Key of a Parquet file's metadata that holds its columns as JSON: name, type, description and unit. */
const COLUMNS_KEY = 'lamina.columns';

/** A table as the bytes of a Parquet file. */
export async function encodeParquet(columns: readonly TableColumn[], rows: readonly TableRow[]): Promise<Buffer> {
  const writer = new ByteWriter();
  await writeParquet(writer, columns, [rows]);
  return Buffer.from(writer.getBytes());
}

/** Writes a table into a new Parquet file, a row group at a time. Returns the number of rows. */
export function writeParquetFile(
  path: string,
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly TableRow[]>,
): Promise<number> {
  return writeParquet(fileWriter(path), columns, batches);
}

/** Writes row groups, with Snappy compression; every column may be null. */
async function writeParquet(
  writer: Writer,
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly TableRow[]> | Iterable<readonly TableRow[]>,
): Promise<number> {
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

function toValue(value: TableRow[string], type: ColumnType): unknown {
  if (value === null || value === undefined) return undefined;
  return type === 'integer' ? BigInt(Number(value)) : value;
}

/** A table as comma-separated values (RFC 4180): a line of column names, then one line per row; an empty cell means no value. */
export function encodeCsv(columns: readonly TableColumn[], rows: readonly TableRow[]): string {
  const names = columns.map(({ name }) => name);
  const cast = { boolean: String, date: (value: Date) => value.toISOString() };
  return stringify([...rows], { header: true, columns: names, record_delimiter: 'windows', cast });
}
