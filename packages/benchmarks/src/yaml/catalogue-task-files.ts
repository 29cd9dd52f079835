import { AppError } from '@lamina/errors';
import { METRIC_NAMES } from '@lamina/metrics';
import type { TaskCatalogue } from '../definition/task-catalogue.ts';
import type { GroupMetric, TaskGroup } from '../definition/task-group.ts';
import { defineTaskFromYaml } from './define-task-from-yaml.ts';
import { parseTaskFile, type TaskFile } from './parse-task-file.ts';
import { TaskSettings } from './task-settings.ts';

/**
 * The tasks, groups and tags of a folder of YAML task files. A file with `task: name` is a task, and a file with `group: name` is a group. `include:`
 * inherits the settings of another file; the file's own settings override them. Files that cannot be read are listed in `problems`. Tasks are checked
 * when they are requested, so an unusable task does not affect the others.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/_yaml_loader.py and _index.py.
 * @param texts file contents by path; paths are relative to the folder and have forward slashes
 */
export function catalogueTaskFiles(texts: ReadonlyMap<string, string>): TaskCatalogue {
  const tasks = new Map<string, TaskSettings[]>();
  const groups = new Map<string, TaskSettings>();
  const problems: string[] = [];
  for (const path of texts.keys()) {
    if (!/\.ya?ml$/.test(path)) continue;
    const settings = readFile(path);
    if (typeof settings?.group === 'string') groups.set(settings.group, new TaskSettings(path, settings));
    else if (typeof settings?.task === 'string') append(tasks, settings.task, new TaskSettings(path, settings));
  }
  const tags = listTags([...tasks.values()].flat());
  return {
    names: [...new Set([...tasks.keys(), ...groups.keys(), ...tags.keys()])].sort(),
    findTask(name) {
      const [settings, other] = listOf(name);
      if (other) throw new AppError('BAD_USER_INPUT', `${settings?.path} and ${other.path} both define task ${name}; rename one.`);
      return settings && defineTaskFromYaml(settings);
    },
    findGroup(name) {
      const [settings, members] = [groups.get(name), tags.get(name)];
      if (settings) return readGroup(name, settings);
      return members && { name, version: '0', members, metrics: [] };
    },
    problems,
  };

  function listOf(name: string): readonly TaskSettings[] {
    const own = tasks.get(name);
    return own === undefined ? [] : own;
  }

  function readFile(path: string): TaskFile['settings'] | undefined {
    try {
      return mergeIncludes(path, texts, []);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  }
}

function mergeIncludes(path: string, texts: ReadonlyMap<string, string>, above: readonly string[]): TaskFile['settings'] {
  const text = texts.get(path);
  if (text === undefined) throw new AppError('BAD_USER_INPUT', `${above.at(-1) ?? 'A task file'} includes ${path}, which is not there.`);
  if (above.includes(path)) throw new AppError('BAD_USER_INPUT', `${path} includes itself: ${[...above, path].join(' → ')}.`);
  const { include = [], ...own } = parseTaskFile(path, text).settings;
  const included = [include].flat().map((each) => mergeIncludes(resolvePath(path, String(each)), texts, [...above, path]));
  // The harness ignores an included task_list, because it names the tasks of that file only.
  return Object.assign({}, ...included.map(({ task_list: _, ...settings }) => settings), own);
}

function resolvePath(from: string, to: string): string {
  const folder = from.split('/').slice(0, -1);
  const parts: string[] = [];
  for (const part of [...folder, ...to.split('/')]) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function readGroup(name: string, settings: TaskSettings): TaskGroup {
  const named = settings.find('task');
  const members = (named === undefined ? [] : [named])
    .flat()
    .map((member) =>
      typeof member === 'string'
        ? member
        : settings.refuse('task', 'holds settings instead of names', 'names of tasks and groups in separate files'),
    );
  const metrics = settings.listNested('aggregate_metric_list').map(readGroupMetric);
  return { name, version: settings.findNested('metadata').findText('version') ?? '0', members, metrics };
}

function readGroupMetric(entry: TaskSettings): GroupMetric {
  const name = entry.findText('metric');
  const metric =
    METRIC_NAMES.find((known) => known === name) ?? entry.refuse('metric', `is "${name}"`, `one of ${METRIC_NAMES.join(', ')}`);
  if ((entry.findText('aggregation') ?? 'mean') !== 'mean') entry.refuse('aggregation', 'is not "mean"', '"mean"');
  return { metric, filters: entry.findTexts('filter_list') ?? null, isWeightedBySize: entry.find('weight_by_size') !== false };
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function listTags(tasks: readonly TaskSettings[]): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const settings of tasks) for (const tag of settings.listTexts('tag')) append(tags, tag, settings.name);
  return tags;
}
