import { joinSql, rawSql, type Sql, sql } from '../../rows/sql.ts';
import type { ColumnType, TableColumn, TableRow } from '../../rows/table-column.ts';
import type { ReleaseSnapshot } from '../publish-release.ts';

/** One exported table. */
export interface ReleaseTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly TableColumn[];
  /** The rows that were stored before the cut-off time, in batches. */
  readonly read: (snapshot: ReleaseSnapshot) => AsyncIterable<readonly TableRow[]>;
}

/** All rows of a statement. */
export async function readAll<Row>({ streamRows }: ReleaseSnapshot, statement: Sql): Promise<readonly Row[]> {
  const rows: TableRow[] = [];
  for await (const batch of streamRows(statement)) rows.push(...batch);
  return rows as readonly Row[];
}

/** A column that the database computes. */
export interface ReleaseColumn extends TableColumn {
  readonly expression: Sql;
}

/** A table that one statement reads; `rows` is its FROM, WHERE and ORDER BY. */
export function sqlTable({
  columns,
  rows,
  ...about
}: Pick<ReleaseTable, 'name' | 'description'> & {
  readonly columns: readonly ReleaseColumn[];
  readonly rows: (cut: Date) => Sql;
}): ReleaseTable {
  const selected = columns.map(({ name, expression }) => sql`${expression} AS ${rawSql(`"${name}"`)}`);
  return { ...about, columns, read: ({ cut, streamRows }) => streamRows(sql`SELECT ${joinSql(selected)} ${rows(cut)}`) };
}

const describe = (type: ColumnType) => (name: string, expression: Sql, description: string) => ({
  name,
  type,
  expression,
  description,
  unit: null,
});

/** Functions that create columns of each type. */
export const column = {
  text: describe('text'),
  boolean: describe('boolean'),
  timestamp: describe('timestamp'),
  // The driver returns 64-bit integers as text; counts fit in a double.
  integer: (name: string, expression: Sql, description: string) => describe('integer')(name, sql`${expression}::float8`, description),
  float: (name: string, expression: Sql, description: string) => describe('float')(name, sql`${expression}::float8`, description),
  json: (name: string, expression: Sql, description: string) => describe('json')(name, sql`to_jsonb(${expression})::text`, description),
} as const;

/** A row's global id, as the API's `id` fields show it. */
export function globalIdColumn(typeName: string, key: Sql): Sql {
  return sql`rtrim(translate(encode(convert_to(${`${typeName}:`}::text || ${key}::text, 'UTF8'), 'base64'), E'+/\n', '-_'), '=')`;
}

/** The same for a row that may be missing. */
export function optionalIdColumn(typeName: string, key: Sql): Sql {
  return sql`CASE WHEN ${key} IS NULL THEN NULL ELSE ${globalIdColumn(typeName, key)} END`;
}
