import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the benchmarks in a folder, in alphabetical order. */
export function listTaskNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'task.json')))
    .sort();
}
