import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import { migrationsPath } from './paths.ts';

/** The migrations of the workspace in their order, in the shape that Prisma's schema engine takes. */
export function loadMigrations(): MigrationList {
  const folders = existsSync(migrationsPath)
    ? readdirSync(migrationsPath, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  return {
    baseDir: migrationsPath,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: folders.map((folder) => ({
      path: folder,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(migrationsPath, folder, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
