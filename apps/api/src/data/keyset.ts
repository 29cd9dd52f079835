import { emptySql, joinSql, rawSql, type Sql, sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import type { CursorPlace } from '../paging/cursor.ts';
import type { SortColumn } from './order-column.ts';

/** ORDER BY of a list: its columns with missing values last, then the key, so that the order is total. */
export function orderByClause(columns: readonly SortColumn[], key: Sql): Sql {
  const sorted = columns.filter(({ isMissing }) => isMissing !== true);
  const parts = sorted.map(
    (column) => sql`${column.expression} ${rawSql(column.direction)} ${rawSql(column.isNullable ? 'NULLS LAST' : '')}`,
  );
  return sql`ORDER BY ${joinSql([...parts, sql`${key} ${rawSql(keyDirection(columns))}`])}`;
}

/** True for rows after a position in that order. */
export function afterCondition(columns: readonly SortColumn[], key: Sql, place: CursorPlace): Sql {
  const comparison = rawSql(keyDirection(columns) === 'ASC' ? '>' : '<');
  const afterKey = sql`${key} ${comparison} ${place.key}::uuid`;
  // Built from the last column to the first: after this value, or equal to this value and after the rest.
  const after = columns.reduceRight((rest, column, index) => afterColumn(column, getAt(place.values, index), rest), afterKey);
  return sql`${notBefore(columns[0], place.values[0] ?? null)} ${after}`;
}

/**
 * A condition that follows from the one above. With it, an index scan starts at the position; with OR alternatives alone it would start at the
 * beginning.
 */
function notBefore(first: SortColumn | undefined, value: string | null): Sql {
  if (first === undefined || first.isNullable || value === null) return emptySql;
  return sql`${first.expression} ${rawSql(first.direction === 'ASC' ? '>=' : '<=')} ${value}::${rawSql(first.type)} AND`;
}

function afterColumn(column: SortColumn, value: string | null, rest: Sql): Sql {
  if (value === null) return sql`(${column.expression} IS NULL AND ${rest})`;
  const bound = sql`${value}::${rawSql(column.type)}`;
  const comparison = rawSql(column.direction === 'ASC' ? '>' : '<');
  const orMissing = column.isNullable ? sql`OR ${column.expression} IS NULL` : sql``;
  return sql`(${column.expression} ${comparison} ${bound} ${orMissing} OR (${column.expression} = ${bound} AND ${rest}))`;
}

/** The key is sorted in the direction of the last column, so that an index on (column, key) serves both directions. */
function keyDirection(columns: readonly SortColumn[]): 'ASC' | 'DESC' {
  return columns.at(-1)?.direction ?? 'ASC';
}
