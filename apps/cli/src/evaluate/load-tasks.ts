import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BUILT_IN_TASKS, parseTask, renderTask, selectTasks, type Task, type TaskDefinition, type TaskGroup } from '@lamina/benchmarks';
import { createHubSplitLoader, loadTaskFolder, loadTaskRows } from '@lamina/datasets';
import { benchmarkFolder, hubSettings } from '../env.ts';

/** Which tasks, and how much of them. */
export interface TaskChoice {
  readonly names: readonly string[];
  /** Folder of YAML task files; its names come before all others. */
  readonly folder?: string;
  readonly limit?: number;
  readonly shots?: number;
}

/** Tasks ready to be asked, and the groups they were named by. */
export interface LoadedTasks {
  readonly tasks: readonly { readonly task: Task; readonly originalCount: number }[];
  readonly groups: readonly (TaskGroup & { readonly leaves: readonly string[] })[];
}

/**
 * Finds tasks by name in a task folder, among the bundled benchmarks and among the built-in tasks, in this order, and loads their rows; those
 * of built-in tasks come from the hub, with progress on stderr.
 * @throws AppError NOT_FOUND for unknown names; else as loadTaskRows and renderTask do
 */
export async function loadTasks({ names, ...settings }: TaskChoice): Promise<LoadedTasks> {
  const { folder, limit } = settings;
  const catalogue = folder === undefined ? null : loadTaskFolder(folder);
  const isBundled = (name: string): boolean =>
    !catalogue?.names.includes(name) && /^[a-z0-9-]+$/.test(name) && existsSync(join(benchmarkFolder(), name, 'task.json'));
  const bundled = new Map(names.filter(isBundled).map((name) => [name, loadBundled(name, limit)]));
  const catalogues = [...(catalogue ? [catalogue] : []), BUILT_IN_TASKS];
  const selection = selectTasks(
    names.filter((name) => !bundled.has(name)),
    catalogues,
  );
  const tasks = [...bundled.values()];
  for (const definition of selection.tasks) tasks.push(await loadDefined(definition, settings));
  return { tasks, groups: selection.groups };
}

type LoadedTask = LoadedTasks['tasks'][number];

function loadBundled(name: string, limit: number | undefined): LoadedTask {
  const read = (file: string): string => readFileSync(join(benchmarkFolder(), name, file), 'utf8');
  const lines = read('test.jsonl')
    .split('\n')
    .filter((line) => line !== '');
  const kept = limit === undefined ? lines.length : limit < 1 ? Math.ceil(lines.length * limit) : limit;
  return { task: parseTask(read('task.json'), lines.slice(0, kept).join('\n')), originalCount: lines.length };
}

async function loadDefined(definition: TaskDefinition, { folder, limit, shots }: Omit<TaskChoice, 'names'>): Promise<LoadedTask> {
  const places = folder === undefined ? [] : [resolve(folder), dirname(resolve(folder))];
  const rows = await loadTaskRows(definition, shots ?? definition.shots.count ?? 0, {
    folders: [process.cwd(), ...places],
    loadHubSplit: createHubSplitLoader({ ...hubSettings(), onProgress: reportDownloads() }),
  });
  const options = { ...(limit === undefined ? {} : { limit }), ...(shots === undefined ? {} : { shots }) };
  return { task: renderTask(definition, rows, options), originalCount: rows.rows.length };
}

/** A line on stderr for every file that is downloaded. */
function reportDownloads(): (progress: { readonly path: string }) => void {
  let shown = '';
  return ({ path }) => {
    if (path !== shown) process.stderr.write(`download ${path}\n`);
    shown = path;
  };
}
