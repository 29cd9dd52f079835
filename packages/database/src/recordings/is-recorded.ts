import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowFileOf, unpackLines } from './row-file.ts';

/** Whether a recording has a model with these weights. False where there is no recording. */
export function isRecorded(folder: string, weightsSha256: string): boolean {
  const file = join(folder, rowFileOf('ModelRevision'));
  if (!existsSync(file)) return false;
  return unpackLines(readFileSync(file)).some(
    (line) => (JSON.parse(line) as { readonly weightsSha256: string }).weightsSha256 === weightsSha256,
  );
}
