import { type BasicType, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ReleaseColumnType } from './release-column.ts';
import type { OpenTableWriter, ReleaseRow } from './table-writer.ts';

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
export const openParquetWriter: OpenTableWriter = (path, { columns }) => {
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
