import { AppError } from '@lamina/errors';
import { sql } from './sql.ts';
import type { SqlReader } from './sql-reader.ts';

/**
 * Checks that the database answers and is migrated.
 * @throws AppError DATABASE_UNREACHABLE when it has none of this API's tables; whatever the driver throws when it does not answer.
 */
export async function checkReady(sqlReader: SqlReader): Promise<void> {
  const [row] = await sqlReader.readRows<{ readonly isMigrated: boolean }>(
    sql`SELECT to_regclass('"JobEvent"') IS NOT NULL AS "isMigrated"`,
  );
  if (row?.isMigrated !== true)
    throw new AppError('DATABASE_UNREACHABLE', 'The database is not migrated. Run npm start once, which migrates it.');
}
