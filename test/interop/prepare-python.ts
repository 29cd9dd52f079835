import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../find-python.ts';

const REQUIREMENTS = ['requirements.txt', 'requirements-no-deps.txt'] as const;

/**
 * A Python that holds the tools which load pruned models, in a virtual environment of the cache folder; made once for each set of versions.
 * Returns the executable, or why this machine cannot have one.
 */
export function prepareInteropPython(cache: string): { readonly executable: string } | string {
  const base = findPython();
  if (typeof base === 'string') return base;
  const folder = join(cache, 'interop-venv');
  const executable = join(folder, 'bin', 'python');
  const stamp = join(folder, 'requirements.sha256');
  const wanted = digestRequirements();
  if (existsSync(executable) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { executable };
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`installing Python packages into ${folder}, once\n`);
  const [all, bare] = REQUIREMENTS.map((name) => join(import.meta.dirname, name));
  const install = [executable, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const steps = [
    [base.command, '-m', 'venv', folder],
    [...install, '-r', all ?? ''],
    [...install, '--no-deps', '-r', bare ?? ''],
  ];
  for (const [command = '', ...args] of steps) {
    // stdout belongs to the counts.
    if (spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status !== 0)
      return `${command} ${args.join(' ')} failed (is PyPI reachable?)`;
  }
  writeFileSync(stamp, wanted);
  return { executable };
}

function digestRequirements(): string {
  const hash = createHash('sha256');
  for (const name of REQUIREMENTS) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex');
}
