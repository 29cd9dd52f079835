import { type Sql, sql } from '@lamina/database';

/**
 * True if a column holds the current revision of its model. Uses EXISTS instead of comparing two columns of a joined model: PostgreSQL treats those
 * as independent, expects a single row, and reads every row of a list one by one.
 */
export function isCurrentRevision(column: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM "Model" showing WHERE showing."currentRevisionId" = ${column})`;
}
