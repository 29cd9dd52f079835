import { AppError } from '@lamina/errors';
import type { Transaction } from '../connection/create-database.ts';
import { listAppliedMigrations } from './list-applied-migrations.ts';
import { getNewestMigration, listMigrationNames } from './migration-files.ts';

/**
 * Refuses with CONFLICT a database that has other migrations than this program knows, more or fewer. The message names the newest of both, and says
 * what to do.
 */
export async function requireMigrations(client: Pick<Transaction, '$queryRawUnsafe'>): Promise<void> {
  const ours = listMigrationNames();
  const applied = await listAppliedMigrations((sql) => client.$queryRawUnsafe(sql));
  const theirs = applied.filter(({ finished }) => finished).map(({ name }) => name);
  const unknown = theirs.findLast((name) => !ours.includes(name));
  if (unknown !== undefined)
    throw new AppError(
      'CONFLICT',
      `Another version of Lamina has migrated the database: it has the migration ${unknown}, and this program knows migrations up to ${getNewestMigration()}. End this program, and start the version that migrated the database.`,
    );
  const missing = ours.findLast((name) => !theirs.includes(name));
  if (missing !== undefined)
    throw new AppError(
      'CONFLICT',
      `This program needs the migration ${missing}, which the database lacks. Run npm run migrate of this version first (npm start does so), then start this program again.`,
    );
}
