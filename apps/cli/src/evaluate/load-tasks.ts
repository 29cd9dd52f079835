import { type LoadedTasks, loadTasks as loadTasksFrom, type TaskChoice } from '@lamina/datasets';
import { benchmarkFolder, hubSettings } from '../env.ts';

export type { LoadedTasks };

/**
 * Tasks by name, of a task folder, bundled or built in, with a line on stderr for every file that is downloaded.
 * @throws AppError as loadTasks of the data sets does
 */
export function loadTasks(choice: Pick<TaskChoice, 'names' | 'folder' | 'limit' | 'shots'>): Promise<LoadedTasks> {
  return loadTasksFrom({
    ...choice,
    bundled: benchmarkFolder(),
    places: [process.cwd()],
    hub: hubSettings(),
    onDownload: (path) => process.stderr.write(`download ${path}\n`),
  });
}
