import { dirname, resolve } from 'node:path';
import {
  BUILT_IN_TASKS,
  type RenderOptions,
  renderTask,
  selectTasks,
  type Task,
  type TaskDefinition,
  type TaskGroup,
} from '@lamina/benchmarks';
import type { HubOptions } from '@lamina/hub';
import { createHubSplitLoader } from './create-hub-split-loader.ts';
import { loadTaskFolder } from './load-task-folder.ts';
import { loadTaskRows } from './load-task-rows.ts';

/** The tasks to load, how many documents, and where to search. */
export interface TaskChoice extends RenderOptions {
  readonly names: readonly string[];
  /** Folder of the bundled benchmarks: YAML task files with their rows beside them. */
  readonly bundled: string;
  /** Folder of YAML task files; its tasks take precedence over others. */
  readonly folder?: string | undefined;
  /** Folders in which relative paths of task files are searched first. */
  readonly places?: readonly string[];
  /** Hub for the rows of built-in tasks. */
  readonly hub: HubOptions;
  /** Called once with the path of every downloaded file. */
  readonly onDownload?: (path: string) => void;
}

/** Loaded tasks, and the groups through which they were named. */
export interface LoadedTasks {
  readonly tasks: readonly LoadedTask[];
  readonly groups: readonly (TaskGroup & { readonly leaves: readonly string[] })[];
}

/** One task, and its number of documents without a limit. */
export interface LoadedTask {
  readonly task: Task;
  readonly originalCount: number;
}

/**
 * Finds tasks by name in a task folder, among the bundled benchmarks and among the built-in tasks, in this order, and loads their rows. Rows of
 * built-in tasks come from the hub.
 * @throws AppError NOT_FOUND for unknown names, also the errors of loadTaskRows and renderTask
 */
export async function loadTasks(choice: TaskChoice): Promise<LoadedTasks> {
  const { names, folder } = choice;
  const catalogue = folder === undefined ? null : loadTaskFolder(folder);
  const catalogues = [...(catalogue ? [catalogue] : []), loadTaskFolder(choice.bundled), BUILT_IN_TASKS];
  const selection = selectTasks(names, catalogues);
  const tasks: LoadedTask[] = [];
  for (const definition of selection.tasks) tasks.push(await loadDefined(definition, choice));
  return { tasks, groups: selection.groups };
}

async function loadDefined(
  definition: TaskDefinition,
  { folder, bundled, places = [], hub, onDownload, ...options }: TaskChoice,
): Promise<LoadedTask> {
  const besideFolder = folder === undefined ? [] : [resolve(folder), dirname(resolve(folder))];
  // A task that names no number of examples has none.
  const rows = await loadTaskRows(definition, options.shots ?? definition.shots.count ?? 0, {
    folders: [...places, ...besideFolder, bundled],
    loadHubSplit: createHubSplitLoader({ ...hub, onProgress: tellOnce(onDownload) }),
  });
  return { task: renderTask(definition, rows, options), originalCount: rows.rows.length };
}

function tellOnce(tell: ((path: string) => void) | undefined): (progress: { readonly path: string }) => void {
  let told = '';
  return ({ path }) => {
    if (path !== told) tell?.(path);
    told = path;
  };
}
