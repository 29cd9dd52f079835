import { type Sql, sql } from './sql.ts';

/**
 * True where a column holds the current revision of its model. Asked as existence, not by comparing the two columns of a joined model: PostgreSQL
 * takes those for independent, expects a single row, and reads every row of a list one by one.
 */
export function isCurrentRevision(column: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM "Model" showing WHERE showing."currentRevisionId" = ${column})`;
}
