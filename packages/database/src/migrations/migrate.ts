import { createHash } from 'node:crypto';
import { AppError } from '@lamina/errors';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import type pg from 'pg';
import { connectOrRefuse } from '../connect-or-refuse.ts';
import { loadMigrations } from './load-migrations.ts';
import { withSchemaEngine } from './schema-engine.ts';

/** Any number will do as long as every Lamina uses the same one: the key of the lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 5_266_424;

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/**
 * Brings a database to the newest migration and returns the names of those applied now; creates the database when the server has none of
 * that name. Costs two queries when there is nothing to do; processes that start together wait for each other.
 *
 * Refuses with DATABASE_UNREACHABLE, or CONFLICT when the database's history is not ours (a newer Lamina, an edited or a half-done migration).
 */
export async function migrate(databaseUrl: string): Promise<readonly string[]> {
  const client = await connectOrRefuse(databaseUrl);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const migrations = loadMigrations();
    const applied = await listApplied(client);
    refuseForeignHistory(migrations, applied);
    if (applied.length === migrations.migrationDirectories.length) return [];
    const filters = { externalTables: [], externalEnums: [] };
    const result = await withSchemaEngine({ databaseUrl }, (engine) => engine.applyMigrations({ migrationsList: migrations, filters }));
    return result.appliedMigrationNames;
  } finally {
    await client.end();
  }
}

async function listApplied(client: pg.Client): Promise<readonly AppliedMigration[]> {
  const table = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`);
  if (table.rows[0]?.exists !== true) return [];
  const rows = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.rows;
}

function refuseForeignHistory(migrations: MigrationList, applied: readonly AppliedMigration[]): void {
  const known = new Map(
    migrations.migrationDirectories.map((migration) => [migration.path, checksumOf(migration.migrationFile.content.value)]),
  );
  for (const { name, checksum, finished } of applied) {
    if (!known.has(name)) {
      throw new AppError(
        'CONFLICT',
        `The database was migrated by another version of Lamina (it has the migration ${name}). Update Lamina.`,
      );
    }
    if (!finished) {
      throw new AppError(
        'CONFLICT',
        `The migration ${name} was begun on this database and never finished. Restore a backup or use a new database.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new AppError(
        'CONFLICT',
        `The migration ${name} on this database differs from the one in prisma/migrations. Never edit an applied migration.`,
      );
    }
  }
}

/** Prisma's own checksum of a migration: SHA-256 of its SQL (schema-engine, connectors/checksum.rs). */
function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
