import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Finds the location of a Python package without importing it; the working directory is not searched. */
const FIND =
  "import sys; sys.path.pop(0); from importlib.util import find_spec; spec = find_spec('lm_eval'); print(spec.origin if spec else '')";

/** The folder of lm-evaluation-harness' own task files, if the Python on the path has it installed; otherwise null. */
export function findHarnessFolder(): string | null {
  for (const python of ['python3', 'python']) {
    const { stdout } = spawnSync(python, ['-c', FIND], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    // Null where there is no such program; empty where its package is not installed.
    const origin = (stdout as string | null)?.trim();
    if (origin && existsSync(join(origin, '../tasks'))) return join(origin, '../tasks');
  }
  return null;
}
