import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a model store with its digest, one per line: remains of a killed writer would be in the list. */
export function listStore(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((name) => describe(folder, name))
    .join('\n');
}

function describe(folder: string, name: string): string {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? `${name}/` : `${name} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}
