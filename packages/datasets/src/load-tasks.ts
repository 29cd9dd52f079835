import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  BUILT_IN_TASKS,
  type ChatFormat,
  parseTask,
  renderTask,
  selectTasks,
  type Task,
  type TaskDefinition,
  type TaskGroup,
} from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import type { HubOptions } from '@lamina/hub';
import { createHubSplitLoader } from './create-hub-split-loader.ts';
import { loadTaskFolder } from './load-task-folder.ts';
import { loadTaskRows } from './load-task-rows.ts';

/** Which tasks, how much of them, and where they are looked for. */
export interface TaskChoice {
  readonly names: readonly string[];
  /** Folder of the bundled benchmarks: `<name>/task.json` and `<name>/test.jsonl`. */
  readonly bundled: string;
  /** Folder of YAML task files; its names come before all others. */
  readonly folder?: string;
  /** Folders that relative paths of task files are tried against first. */
  readonly places?: readonly string[];
  /** Where rows of built-in tasks are downloaded from. */
  readonly hub: HubOptions;
  /** Told the path of every file that is downloaded, once. */
  readonly onDownload?: (path: string) => void;
  /** The first N documents, or below 1 that share of them, rounded up; default all. */
  readonly limit?: number;
  /** Examples before each question; default: the task's own number. */
  readonly shots?: number;
  /** Stands before every description. */
  readonly systemInstruction?: string;
  /** The model's chat template. */
  readonly chat?: ChatFormat;
}

/** Tasks ready to be asked, and the groups they were named by. */
export interface LoadedTasks {
  readonly tasks: readonly LoadedTask[];
  readonly groups: readonly (TaskGroup & { readonly leaves: readonly string[] })[];
}

/** One task, and how many documents it has without a limit. */
export interface LoadedTask {
  readonly task: Task;
  readonly originalCount: number;
}

/**
 * Finds tasks by name in a task folder, among the bundled benchmarks and among the built-in tasks, in this order, and loads their rows; those of built-in tasks
 * come from the hub.
 * @throws AppError NOT_FOUND for unknown names, BAD_USER_INPUT for shots of bundled benchmarks; else as loadTaskRows and renderTask do
 */
export async function loadTasks(choice: TaskChoice): Promise<LoadedTasks> {
  const { names, folder, limit } = choice;
  const catalogue = folder === undefined ? null : loadTaskFolder(folder);
  const isBundled = (name: string): boolean =>
    !catalogue?.names.includes(name) && /^[a-z0-9-]+$/.test(name) && existsSync(join(choice.bundled, name, 'task.json'));
  const bundled = new Map(names.filter(isBundled).map((name) => [name, loadBundled(join(choice.bundled, name), limit)]));
  const [first] = bundled.keys();
  if (choice.shots && first !== undefined)
    throw new AppError(
      'BAD_USER_INPUT',
      `${first} has no solved examples to show, and shots is ${choice.shots}; ask it with 0, or without`,
    );
  if ((choice.chat ?? choice.systemInstruction) !== undefined && first !== undefined)
    throw new AppError(
      'BAD_USER_INPUT',
      `${first} is bundled as complete prompts, which no chat template or system instruction changes; choose tasks of the harness`,
    );
  const catalogues = [...(catalogue ? [catalogue] : []), BUILT_IN_TASKS];
  const selection = selectTasks(
    names.filter((name) => !bundled.has(name)),
    catalogues,
  );
  const tasks = [...bundled.values()];
  for (const definition of selection.tasks) tasks.push(await loadDefined(definition, choice));
  return { tasks, groups: selection.groups };
}

function loadBundled(folder: string, limit: number | undefined): LoadedTask {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const lines = read('test.jsonl')
    .split('\n')
    .filter((line) => line !== '');
  const kept = limit === undefined ? lines.length : limit < 1 ? Math.ceil(lines.length * limit) : limit;
  return { task: parseTask(read('task.json'), lines.slice(0, kept).join('\n')), originalCount: lines.length };
}

async function loadDefined(
  definition: TaskDefinition,
  { folder, places = [], hub, onDownload, ...options }: TaskChoice,
): Promise<LoadedTask> {
  const besideFolder = folder === undefined ? [] : [resolve(folder), dirname(resolve(folder))];
  const rows = await loadTaskRows(definition, options.shots ?? definition.shots.count ?? 0, {
    folders: [...places, ...besideFolder],
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
