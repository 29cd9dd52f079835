import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A secret of this installation: created at the first start and stored in a file that only this user can read. */
export function readKeptSecret(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
