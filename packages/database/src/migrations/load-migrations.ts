import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Migration } from './apply-migration.ts';
import { migrationsPath } from './paths.ts';

/** The migrations of the workspace in their order. */
export function loadMigrations(): readonly Migration[] {
  return readdirSync(migrationsPath, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(migrationsPath, name, 'migration.sql'), 'utf8');
      // Prisma's own checksum of a migration (schema-engine, connectors/checksum.rs).
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}
