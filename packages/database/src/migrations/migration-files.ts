import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getAt } from '@lamina/errors';

export interface Migration {
  /** Name of its folder. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the SQL, as Prisma stores it. */
  readonly checksum: string;
}

/** The Prisma schema of the workspace. */
export const schemaPath = fileURLToPath(new URL('../../../../prisma/schema.prisma', import.meta.url));

/** The folder of migrations, one folder per migration. */
export const migrationsPath = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

let names: readonly string[] | undefined;

/** Names of this program's migrations, in order. They are read once: if an upgrade replaces the folder, a running program is still the old one. */
export function listMigrationNames(): readonly string[] {
  names ??= readdirSync(migrationsPath, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return names;
}

/** The last of them. */
export function getNewestMigration(): string {
  const all = listMigrationNames();
  return getAt(all, all.length - 1);
}

/** The migrations of the workspace, in order. */
export function loadMigrations(): readonly Migration[] {
  return listMigrationNames().map((name) => {
    const sql = readFileSync(join(migrationsPath, name, 'migration.sql'), 'utf8');
    // Prisma's own checksum of a migration (schema-engine, connectors/checksum.rs).
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
