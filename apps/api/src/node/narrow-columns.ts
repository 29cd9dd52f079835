import { joinSql, type Sql, sql } from '../database/sql.ts';
import type { NodeTable } from './node-table.ts';
import type { ListedTypeName } from './node-types.ts';
import type { RequestedFields } from './requested-fields.ts';

/** The columns that rows of a table are read with: all where nothing is known of what is asked for. */
export function narrowColumns<Name extends ListedTypeName>(table: NodeTable<Name>, requested: RequestedFields | null): Sql {
  const needed = Object.entries(table.fieldColumns)
    .filter(([field]) => requested === null || requested.has(table.name, field) || (field === 'id' && requested.hasCursors))
    .map(([, columns]) => columns);
  const columns = table.columns === null ? needed : [table.columns, ...needed];
  return columns.length === 0 ? sql`${table.key} AS "key"` : joinSql(columns);
}
