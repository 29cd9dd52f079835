import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { taskFolder } from '../env.ts';

/** Finds the location of a Python package without importing it; the working directory is not searched. */
const FIND =
  "import sys; sys.path.pop(0); from importlib.util import find_spec; spec = find_spec('lm_eval'); print(spec.origin if spec else '')";

/** The folder of lm-evaluation-harness' own task files, if the Python on the path has it installed; otherwise null. */
function findHarnessFolder(): string | null {
  for (const python of ['python3', 'python']) {
    const { stdout } = spawnSync(python, ['-c', FIND], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    // Null where there is no such program; empty where its package is not installed.
    const origin = (stdout as string | null)?.trim();
    if (origin && existsSync(join(origin, '../tasks'))) return join(origin, '../tasks');
  }
  return null;
}

/** Tasks whose worked examples are other people's texts, so they are read from the harness' own files, if it is installed. */
const OF_HARNESS = /^(bbh)(?!_direct)(_|$)/;

/**
 * The folder in which YAML task files are searched: the given one, otherwise LAMINA_TASK_DIR, otherwise the harness' own folder if a task needs it.
 * @throws AppError NOT_FOUND for tasks that need lm-evaluation-harness if it is not installed
 */
export function findTaskFolder(names: readonly string[], named: string | undefined): string | null {
  const folder = named ?? taskFolder();
  if (folder !== null) return folder;
  const name = names.find((each) => OF_HARNESS.test(each));
  const suite = name === undefined ? undefined : OF_HARNESS.exec(name)?.[1];
  if (suite === undefined) return null;
  const harness = findHarnessFolder();
  if (harness !== null) return join(harness, suite);
  throw new AppError(
    'NOT_FOUND',
    `The task files of ${name} are part of lm-evaluation-harness, which is not installed in the python3 on the path. Run pip install lm-eval, or give the folder of its ${suite} task files with --task-dir. The task bbh_direct needs neither.`,
  );
}
