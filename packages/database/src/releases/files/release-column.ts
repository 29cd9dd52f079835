import { type Sql, sql } from '../../rows/sql.ts';

/** Type of a column; JSON columns hold JSON as text. */
export type ReleaseColumnType = 'text' | 'integer' | 'float' | 'boolean' | 'timestamp' | 'json';

/** One column of an exported table. */
export interface ReleaseColumn {
  readonly name: string;
  readonly type: ReleaseColumnType;
  readonly description: string;
  readonly expression: Sql;
}

/** One exported table. */
export interface ReleaseTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ReleaseColumn[];
  /** FROM, WHERE and ORDER BY of the rows that were stored before the cut-off time. */
  readonly rows: (cut: Date) => Sql;
}

const describe = (type: ReleaseColumnType) => (name: string, expression: Sql, description: string) => ({
  name,
  type,
  expression,
  description,
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
