import { join } from 'node:path';
import { preparePython } from '../prepare-python.ts';

/** rclone in a virtual environment of the cache folder, created once. Returns its executable, or the reason why this machine cannot have it. */
export function prepareRclone(cache: string): { readonly executable: string } | string {
  const folder = join(cache, 'rclone');
  const problem = preparePython(folder, { requirements: join(import.meta.dirname, 'requirements.txt') });
  return problem ?? { executable: join(folder, 'bin/rclone') };
}
