import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REQUIREMENTS = ['requirements.txt', 'requirements-no-deps.txt'] as const;
/** Pythons that all the packages have wheels for, best first. */
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];

/**
 * A Python that holds the tools which load pruned models, in a virtual environment of the cache folder; made once for each set of versions.
 * Returns the executable, or why this machine cannot have one.
 */
export function prepareInteropPython(cache: string): { readonly executable: string } | string {
  const base = PYTHONS.find(isUsable);
  if (base === undefined) return `no Python 3.11 to 3.13 with venv (looked for ${PYTHONS.join(', ')})`;
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
    [base, '-m', 'venv', folder],
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

function isUsable(python: string): boolean {
  const code = 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))';
  return spawnSync(python, ['-c', code], { stdio: 'ignore' }).status === 0;
}

function digestRequirements(): string {
  const hash = createHash('sha256');
  for (const name of REQUIREMENTS) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex');
}
