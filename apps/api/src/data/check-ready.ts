import { listMigrationNames } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { sql } from './sql.ts';
import type { SqlReader } from './sql-reader.ts';

/**
 * Checks that the database answers and has every migration of this version.
 * @throws AppError DATABASE_UNREACHABLE if a migration is missing; the driver's error if the database does not answer or was never migrated.
 */
export async function checkReady(sqlReader: SqlReader): Promise<void> {
  const rows = await sqlReader.readRows<{ readonly name: string }>(
    sql`SELECT migration_name AS "name" FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const applied = new Set(rows.map(({ name }) => name));
  const missing = listMigrationNames().filter((name) => !applied.has(name));
  if (missing.length > 0)
    throw new AppError(
      'DATABASE_UNREACHABLE',
      `The database lacks the migrations ${missing.join(', ')}. npm start and npm run migrate apply them.`,
    );
}
