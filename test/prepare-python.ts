import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePythonEnvironment } from './make-python-environment.ts';

/** pip requirement files. */
export interface PythonRequirements {
  readonly requirements: string;
  /** Packages installed afterwards, without their dependencies. */
  readonly bare?: string;
}

/**
 * Creates a virtual environment at `folder`, once for each content of its requirements. Returns the reason why this machine cannot have it, or null.
 */
export function preparePython(folder: string, { requirements, bare }: PythonRequirements): string | null {
  const stamp = join(folder, 'requirements.sha256');
  const hash = createHash('sha256').update(readFileSync(requirements));
  const wanted = (bare === undefined ? hash : hash.update(readFileSync(bare))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return null;
  const problem = makePythonEnvironment(folder, ['-r', requirements], ...(bare === undefined ? [] : [['--no-deps', '-r', bare]]));
  if (problem === null) writeFileSync(stamp, wanted);
  return problem;
}
