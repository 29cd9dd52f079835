import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { catalogueTaskFiles, type TaskCatalogue } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';

/** Larger files without an extension are weights or data, not settings. */
const MAX_SIZE_BYTES = 1_000_000;

/**
 * The tasks in a folder of YAML task files, including subfolders.
 * @throws AppError FILE_NOT_FOUND when there is no such folder
 */
export function loadTaskFolder(folder: string): TaskCatalogue {
  const texts = new Map(listFiles(folder).map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
  return catalogueTaskFiles(texts);
}

/** Names of the bundled benchmarks about the invented world of the bundled models, in alphabetical order. */
export function listBundledTasks(folder: string): readonly string[] {
  const group = loadTaskFolder(folder).findGroup('invented_world');
  if (group === undefined) throw new Error(`no bundled benchmarks in ${folder}`);
  return group.members;
}

/** YAML files, and files without an extension, which other files include (_default_template_yaml). */
function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /(^[^.]+|\.ya?ml)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => statSync(path).size <= MAX_SIZE_BYTES)
      .sort();
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `The task folder ${folder} cannot be read; check the path.`, { cause });
  }
}
