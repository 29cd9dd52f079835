import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePythonEnvironment } from './make-python-environment.ts';

/** Files of pip's requirements. */
export interface PythonRequirements {
  readonly requirements: string;
  /** Installed afterwards, without what they depend on. */
  readonly bare?: string;
}

/** Makes a virtual environment at `folder`, once for each content of its requirements. Returns why this machine cannot have it, or null. */
export function preparePython(folder: string, { requirements, bare }: PythonRequirements): string | null {
  const stamp = join(folder, 'requirements.sha256');
  const hash = createHash('sha256').update(readFileSync(requirements));
  const wanted = (bare === undefined ? hash : hash.update(readFileSync(bare))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return null;
  const problem = makePythonEnvironment(folder, ['-r', requirements], ...(bare === undefined ? [] : [['--no-deps', '-r', bare]]));
  if (problem === null) writeFileSync(stamp, wanted);
  return problem;
}
