import { AppError } from '@lamina/errors';
import { connectOrRefuse } from '../connection/connect-or-refuse.ts';
import { applyMigration, LOCK_PATIENCE, type LockPatience } from './apply-migration.ts';
import { type AppliedMigration, listAppliedMigrations } from './list-applied-migrations.ts';
import { loadMigrations, type Migration } from './migration-files.ts';

/** Prisma's table of applied migrations, in the form of its schema engine, so that Prisma's tools can read it. */
const PRISMAS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0)`;
/** Key of the lock that lets only one process migrate at a time. Any number works if every Lamina uses the same one. */
const MIGRATION_LOCK = 5_266_424;

export interface MigrateOptions {
  /** Default: LOCK_PATIENCE. */
  readonly patience?: LockPatience;
  /** Default: the migrations of this version. */
  readonly migrations?: readonly Migration[];
}

/**
 * Migrates a database to the newest version and returns the names of the applied migrations; creates the database if the server does not have it. It
 * costs two queries if there is nothing to do. Processes that start together wait for each other. Each migration is one transaction.
 *
 * Refuses with DATABASE_UNREACHABLE; with CONFLICT if the database's history differs from ours (a newer Lamina, an edited or an unfinished migration)
 * or a migration fails on its rows; with TIMEOUT if other sessions write all the time or keep its tables locked.
 */
export async function migrate(
  databaseUrl: string,
  { patience = LOCK_PATIENCE, migrations = loadMigrations() }: MigrateOptions = {},
): Promise<readonly string[]> {
  const client = await connectOrRefuse(databaseUrl);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await listAppliedMigrations(async (sql) => (await client.query(sql)).rows);
    refuseForeignHistory(migrations, applied);
    const done = new Set(applied.map(({ name }) => name));
    const pending = migrations.filter(({ name }) => !done.has(name));
    if (pending.length > 0) await client.query(PRISMAS_TABLE);
    for (const migration of pending) await applyMigration(client, migration, patience);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function refuseForeignHistory(migrations: readonly Migration[], applied: readonly AppliedMigration[]): void {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum, finished } of applied) {
    if (!checksums.has(name)) {
      throw new AppError(
        'CONFLICT',
        `The database was migrated by another version of Lamina (it has the migration ${name}). Update Lamina, or use a new database.`,
      );
    }
    if (!finished) {
      throw new AppError(
        'CONFLICT',
        `The migration ${name} was started on this database but not finished. Restore a backup or use a new database.`,
      );
    }
    if (checksums.get(name) !== checksum) {
      throw new AppError(
        'CONFLICT',
        `The migration ${name} on this database differs from the one in prisma/migrations. Never edit an applied migration.`,
      );
    }
  }
}
