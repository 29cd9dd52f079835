import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTask, type Task } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';

/** A benchmark from its folder. @throws AppError NOT_FOUND naming the folder; BAD_USER_INPUT for malformed rows. */
export function loadTask(folder: string, name: string): Task {
  const path = join(folder, name);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(path, 'task.json'))) {
    throw new AppError('NOT_FOUND', `no benchmark "${name}" (${path}); known are ${listTaskNames(folder).join(', ')}`);
  }
  return parseTask(readFileSync(join(path, 'task.json'), 'utf8'), readFileSync(join(path, 'test.jsonl'), 'utf8'));
}

/** Names of the benchmarks in a folder, in alphabetical order. */
export function listTaskNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'task.json')))
    .sort();
}
