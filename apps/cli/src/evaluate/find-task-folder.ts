import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { taskFolder } from '../env.ts';
import { findHarnessFolder } from './find-harness-folder.ts';

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
    { details: { name } },
  );
}
