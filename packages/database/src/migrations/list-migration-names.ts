import { readdirSync } from 'node:fs';
import { migrationsPath } from './paths.ts';

/** Names of this version's migrations, in order. */
export function listMigrationNames(): readonly string[] {
  return readdirSync(migrationsPath, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
