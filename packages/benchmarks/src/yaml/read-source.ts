import type { DatasetSource } from '../definition/dataset-source.ts';
import type { TaskSettings } from './task-settings.ts';

const FORMATS = ['json', 'csv', 'parquet'] as const;

/**
 * dataset_path, dataset_name and dataset_kwargs of a task file: local files (dataset_path json, csv or parquet) or a data set on the hub.
 * @throws AppError BAD_USER_INPUT if there is no dataset_path, or local data have no data_files
 */
export function readSource(settings: TaskSettings): DatasetSource {
  const path = settings.findText('dataset_path') ?? settings.refuse('dataset_path', 'is missing', 'json, csv, parquet or owner/name');
  const options = settings.findNested('dataset_kwargs');
  const format = FORMATS.find((known) => known === path);
  if (format !== undefined) return { kind: 'files', format, files: readFiles(options) };
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(path)) {
    settings.refuse('dataset_path', `is "${path}"`, 'json, csv, parquet or a data set on the hub such as owner/name');
  }
  return {
    kind: 'hub',
    repository: path,
    configuration: settings.findText('dataset_name') ?? null,
    revision: options.findText('revision') ?? null,
  };
}

function readFiles(options: TaskSettings): Readonly<Record<string, readonly string[]>> {
  const named = options.find('data_files');
  // As in the datasets library, files without a split are the split "train".
  if (typeof named === 'string' || Array.isArray(named)) return { train: requirePaths(options, 'data_files') };
  if (typeof named !== 'object' || named === null) {
    return options.refuse('dataset_kwargs', 'names no data_files', 'data_files: { split: path }');
  }
  const files = options.findNested('data_files');
  return Object.fromEntries(Object.keys(named).map((split) => [split, requirePaths(files, split)]));
}

function requirePaths(settings: TaskSettings, key: string): readonly string[] {
  const paths = settings.listTexts(key);
  const pattern = paths.find((path) => /[*?]|^[a-z]+:\/\//.test(path));
  if (pattern !== undefined) settings.refuse(key, `is "${pattern}"`, 'paths of single files on this machine');
  return paths;
}
