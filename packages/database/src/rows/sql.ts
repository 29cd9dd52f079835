import { Prisma } from '../../generated/client.ts';

/** SQL fragments with separate values; the only way in which this API builds statements by hand. */
export type Sql = Prisma.Sql;
/** Tagged template for a piece of SQL; values become parameters. */
export const sql = Prisma.sql;
/** Puts pieces together with a separator. */
export const joinSql = Prisma.join;
/** Raw SQL text: only for names written in this program, never for input. */
export const rawSql = Prisma.raw;
/** An empty fragment. */
export const emptySql = Prisma.empty;

/** The conditions joined for a WHERE clause; true if there are none. */
export function joinConditions(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : joinSql(conditions, ' AND ');
}

/** True if the column is a list with exactly these texts, in any order. */
export function isSameSet(column: Sql, values: readonly unknown[]): Sql {
  const texts = sql`${[...values]}::text[]`;
  return sql`(${column} @> ${texts} AND ${column} <@ ${texts})`;
}
