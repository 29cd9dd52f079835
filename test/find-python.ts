import { spawnSync } from 'node:child_process';

/** Python versions for which all packages of the checks have wheels, best first. */
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const IS_USABLE = 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))';

/** A Python of this machine that can create virtual environments, or the reason why there is none. */
export function findPython(): { readonly command: string } | string {
  const command = PYTHONS.find((python) => spawnSync(python, ['-c', IS_USABLE], { stdio: 'ignore' }).status === 0);
  return command === undefined ? `no Python 3.11 to 3.13 with venv (looked for ${PYTHONS.join(', ')})` : { command };
}
