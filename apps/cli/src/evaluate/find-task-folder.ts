import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { taskFolder } from '../env.ts';
import { findHarnessFolder } from './find-harness-folder.ts';

/** Tasks whose worked examples are other people's text: they are read from the harness' own files, where it is installed. */
const OF_HARNESS = /^(bbh)(?!_direct)(_|$)/;

/**
 * The folder of YAML task files that tasks are looked for in: the one that is named, else that of LAMINA_TASK_DIR, else the harness' own where a task needs it.
 * @throws AppError NOT_FOUND for tasks that need lm-evaluation-harness where it is not installed
 */
export function findTaskFolder(names: readonly string[], named: string | undefined): string | null {
  const folder = named ?? taskFolder();
  if (folder !== null) return folder;
  const name = names.find((each) => OF_HARNESS.test(each));
  const [, suite] = OF_HARNESS.exec(name ?? '') ?? [];
  if (suite === undefined) return null;
  const harness = findHarnessFolder();
  if (harness !== null) return join(harness, suite);
  throw new AppError(
    'NOT_FOUND',
    `The task files of ${name} come with lm-evaluation-harness, which the python3 on the path does not have; pip install lm-eval, or name the folder of its ${suite} task files with --task-dir. bbh_direct needs neither.`,
    { details: { name: name ?? suite } },
  );
}
