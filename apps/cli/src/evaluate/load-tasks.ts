import { join } from 'node:path';
import { type LoadedTasks, loadTasks as loadTasksFrom, type TaskChoice } from '@lamina/datasets';
import { AppError } from '@lamina/errors';
import { benchmarkFolder, hubSettings } from '../env.ts';
import { findHarnessFolder } from './find-harness-folder.ts';

export type { LoadedTasks };

/** Tasks whose worked examples are other people's text: they are read from the harness' own files, where it is installed. */
const OF_HARNESS = /^(bbh)(?!_direct)(_|$)/;

/**
 * Tasks by name, of a task folder, bundled or built in, with a line on stderr for every file that is downloaded.
 * @throws AppError as loadTasks of the data sets does; NOT_FOUND for tasks that need lm-evaluation-harness where it is not installed
 */
export function loadTasks(choice: Pick<TaskChoice, 'names' | 'folder' | 'limit' | 'shots'>): Promise<LoadedTasks> {
  const folder = choice.folder ?? folderOf(choice.names.find((name) => OF_HARNESS.test(name)));
  return loadTasksFrom({
    ...choice,
    ...(folder === undefined ? {} : { folder }),
    bundled: benchmarkFolder(),
    places: [process.cwd()],
    hub: hubSettings(),
    onDownload: (path) => process.stderr.write(`download ${path}\n`),
  });
}

function folderOf(name: string | undefined): string | undefined {
  const [, suite] = OF_HARNESS.exec(name ?? '') ?? [];
  if (suite === undefined) return undefined;
  const folder = findHarnessFolder();
  if (folder !== null) return join(folder, suite);
  throw new AppError(
    'NOT_FOUND',
    `The worked examples of ${name} come with lm-evaluation-harness, which the python3 on the path does not have; pip install lm-eval, or name the folder of its ${suite} task files with --task-dir. bbh_direct needs neither.`,
    { details: { name: name ?? suite } },
  );
}
