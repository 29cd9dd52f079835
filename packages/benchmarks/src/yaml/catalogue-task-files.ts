import { AppError } from '@lamina/errors';
import type { TaskCatalogue } from '../definition/task-catalogue.ts';
import { catalogueSettings } from './catalogue-settings.ts';
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
  const problems: string[] = [];
  const settings = [...texts.keys()]
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => {
      const values = readFile(path);
      return values === undefined ? [] : new TaskSettings(path, values);
    });
  return { ...catalogueSettings(settings), problems };

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
  const { include = [], ...stated } = parseTaskFile(path, text).settings;
  const included = [include].flat().map((each) => mergeIncludes(resolvePath(path, String(each)), texts, [...above, path]));
  // The harness ignores an included task_list, because it names the tasks of that file only.
  return Object.assign({}, ...included.map(({ task_list: _, ...settings }) => settings), stated);
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
