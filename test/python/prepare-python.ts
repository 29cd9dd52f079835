import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../find-python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** Folder with the executables of a Python that holds the client, installed from its folder, and what checks it. */
export interface ClientPython {
  readonly bin: string;
}

/**
 * A virtual environment in the cache folder, made once for each set of versions; the client is installed anew at every call, as pip does it for
 * users. Returns why this machine cannot have one.
 */
export function prepareClientPython(cache: string, client: string): ClientPython | string {
  const base = findPython();
  if (typeof base === 'string') return base;
  const folder = join(cache, 'client-venv');
  const bin = join(folder, 'bin');
  const stamp = join(folder, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const install = [join(bin, 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write(`installing Python packages into ${folder}, once\n`);
    const steps = [
      [base.command, '-m', 'venv', folder],
      [...install, '-r', REQUIREMENTS],
    ];
    for (const step of steps) if (!run(step)) return `${step.join(' ')} failed (is PyPI reachable?)`;
    writeFileSync(stamp, wanted);
  }
  const step = [...install, '--no-build-isolation', '--no-deps', '--force-reinstall', '--editable', client];
  return run(step) ? { bin } : `${step.join(' ')} failed`;
}

function run([command = '', ...args]: readonly string[]): boolean {
  // stdout belongs to the counts.
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;
}
