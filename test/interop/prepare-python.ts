import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePythonEnvironment } from '../make-python-environment.ts';

const REQUIREMENTS = ['requirements.txt', 'requirements-no-deps.txt'] as const;

/**
 * A Python that holds the tools which load pruned models, in a virtual environment of the cache folder; made once for each set of versions.
 * Returns the executable, or why this machine cannot have one.
 */
export function prepareInteropPython(cache: string): { readonly executable: string } | string {
  const folder = join(cache, 'interop-venv');
  const executable = join(folder, 'bin', 'python');
  const stamp = join(folder, 'requirements.sha256');
  const wanted = digestRequirements();
  if (existsSync(executable) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { executable };
  const [all = '', bare = ''] = REQUIREMENTS.map((name) => join(import.meta.dirname, name));
  const problem = makePythonEnvironment(folder, ['-r', all], ['--no-deps', '-r', bare]);
  if (problem !== null) return problem;
  writeFileSync(stamp, wanted);
  return { executable };
}

function digestRequirements(): string {
  const hash = createHash('sha256');
  for (const name of REQUIREMENTS) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex');
}
