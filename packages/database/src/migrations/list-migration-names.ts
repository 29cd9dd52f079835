import { readdirSync } from 'node:fs';
import { getAt } from '@lamina/errors';
import { migrationsPath } from './paths.ts';

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
