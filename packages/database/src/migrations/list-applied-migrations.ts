/** Sends a statement without parameters and returns its rows, on a connection or inside a transaction. */
export type Query = <Row>(sql: string) => Promise<readonly Row[]>;

/** A migration that a database has. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** The migrations of a database in the order of their names, without those that were rolled back; none if it was never migrated. */
export async function listAppliedMigrations(query: Query): Promise<readonly AppliedMigration[]> {
  const [table] = await query<{ exists: boolean }>(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`);
  if (table?.exists !== true) return [];
  return query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
}
