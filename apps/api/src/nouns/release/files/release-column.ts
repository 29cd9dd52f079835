import { type Sql, sql } from '../../../data/sql.ts';

/** What a column holds; JSON columns hold the text of a JSON value. */
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
  /** FROM, WHERE and ORDER BY of the rows that were stored until the cut. */
  readonly rows: (cut: Date) => Sql;
}

const describe = (type: ReleaseColumnType) => (name: string, expression: Sql, description: string) => ({
  name,
  type,
  expression,
  description,
});

/** Makes columns of each type. */
export const column = {
  text: describe('text'),
  boolean: describe('boolean'),
  timestamp: describe('timestamp'),
  // The driver hands 64-bit integers over as text; counts fit a double.
  integer: (name: string, expression: Sql, description: string) => describe('integer')(name, sql`${expression}::float8`, description),
  float: (name: string, expression: Sql, description: string) => describe('float')(name, sql`${expression}::float8`, description),
  json: (name: string, expression: Sql, description: string) => describe('json')(name, sql`to_jsonb(${expression})::text`, description),
} as const;

/** A row's global id, as the API's `id` fields show it. */
export function globalIdColumn(typeName: string, key: Sql): Sql {
  return sql`rtrim(translate(encode(convert_to(${`${typeName}:`}::text || ${key}::text, 'UTF8'), 'base64'), E'+/\n', '-_'), '=')`;
}
