import { Prisma } from '@lamina/database';

/** Pieces of SQL with their values kept apart: the only way this API writes statements by hand. */
export type Sql = Prisma.Sql;
/** Tagged template for a piece of SQL; values become parameters. */
export const sql = Prisma.sql;
/** Puts pieces together with a separator. */
export const joinSql = Prisma.join;
/** Text taken as it is: for names that are written in this program, never for input. */
export const rawSql = Prisma.raw;
/** Nothing. */
export const emptySql = Prisma.empty;

/** The conditions as the inside of a WHERE clause; true when there are none. */
export function joinConditions(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : joinSql(conditions, ' AND ');
}
