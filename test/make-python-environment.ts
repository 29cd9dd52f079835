import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from './find-python.ts';

/**
 * Creates a new virtual environment and installs packages into it, with one call of pip for each list of arguments. Returns the reason why this
 * machine cannot have it, or null.
 */
export function makePythonEnvironment(folder: string, ...installs: readonly (readonly string[])[]): string | null {
  const base = findPython();
  if (typeof base === 'string') return base;
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`installing Python packages into ${folder}, once\n`);
  // Python compiles what is imported, on its first import.
  const pip = [join(folder, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check'];
  const steps = [[base.command, '-m', 'venv', folder], ...installs.map((install) => [...pip, ...install])];
  for (const [command = '', ...args] of steps) {
    // stdout belongs to the counts.
    if (spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status !== 0)
      return `${command} ${args.join(' ')} failed (is PyPI reachable?)`;
  }
  return null;
}
