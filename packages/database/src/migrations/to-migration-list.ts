import type { MigrationList } from '@prisma/schema-engine-wasm';
import type { Migration } from './migration-files.ts';
import { migrationsPath } from './migration-files.ts';

/** Migrations in the shape that Prisma's schema engine takes. */
export function toMigrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: migrationsPath,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
