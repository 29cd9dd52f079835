import { listColumnNames } from './column-names.ts';
import type { NodeTable } from './node-table.ts';
import type { ListedTypeName } from './node-types.ts';
import type { RequestedFields } from './requested-fields.ts';
import { joinSql, type Sql, sql } from './sql.ts';

/** Columns of a statement, with the names that they come back under. */
export interface NamedColumns {
  readonly columns: Sql;
  readonly columnNames: readonly string[];
}

/** The columns that rows of a table are read with: all where nothing is known of what is asked for. */
export function narrowColumns<Name extends ListedTypeName>(table: NodeTable<Name>, requested: RequestedFields | null): NamedColumns {
  const needed = Object.entries(table.fieldColumns)
    .filter(([field]) => requested === null || requested.has(table.name, field) || (field === 'id' && requested.hasCursors))
    .map(([, columns]) => columns);
  const columns = table.columns === null ? needed : [table.columns, ...needed];
  const pieces = columns.length === 0 ? [sql`${table.key} AS "key"`] : columns;
  return { columns: joinSql([...pieces]), columnNames: pieces.flatMap(listColumnNames) };
}
