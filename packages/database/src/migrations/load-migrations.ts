import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Migration } from './apply-migration.ts';
import { listMigrationNames } from './list-migration-names.ts';
import { migrationsPath } from './paths.ts';

/** The migrations of the workspace, in order. */
export function loadMigrations(): readonly Migration[] {
  return listMigrationNames().map((name) => {
    const sql = readFileSync(join(migrationsPath, name, 'migration.sql'), 'utf8');
    // Prisma's own checksum of a migration (schema-engine, connectors/checksum.rs).
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
