import { type LoadedTasks, loadTasks as loadTasksFrom, type TaskChoice } from '@lamina/datasets';
import { BENCHMARK_FOLDER, hubSettings } from '../env.ts';
import { findTaskFolder } from './find-task-folder.ts';

export type { LoadedTasks };

/**
 * Tasks by name from a task folder, bundled or built in; prints a line on stderr for every downloaded file.
 * @throws AppError as loadTasks of the data sets and findTaskFolder
 */
export function loadTasks(
  choice: Pick<TaskChoice, 'names' | 'folder' | 'limit' | 'shots' | 'chat' | 'systemInstruction'>,
): Promise<LoadedTasks> {
  const folder = findTaskFolder(choice.names, choice.folder);
  return loadTasksFrom({
    ...choice,
    folder: folder ?? undefined,
    bundled: BENCHMARK_FOLDER,
    places: [process.cwd()],
    hub: hubSettings(),
    onDownload: (path) => process.stderr.write(`download ${path}\n`),
  });
}
