import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { DatasetSource, Row, TaskDefinition, TaskRows } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { readRows } from './read-rows.ts';

/** Makes the files of one split of a hub data set available on this machine, and returns their paths in order. */
export type HubSplitLoader = (source: Extract<DatasetSource, { kind: 'hub' }>, split: string) => Promise<readonly string[]>;

/** Possible sources of rows. */
export interface RowPlaces {
  /** Folders in which relative paths of task files are searched, in order. */
  readonly folders: readonly string[];
  /** Absent if downloads are not allowed. */
  readonly loadHubSplit?: HubSplitLoader;
}

/**
 * The rows that a task scores, and the rows for its examples if it shows any.
 * @param shots examples before each question; with 0 the pool of examples is not read
 * @throws AppError FILE_NOT_FOUND for a file in none of the folders; NOT_FOUND for a split that does not exist in the task's data; BAD_USER_INPUT for
 * malformed rows, or for hub data if downloads are not allowed
 */
export async function loadTaskRows(definition: TaskDefinition, shots: number, places: RowPlaces): Promise<TaskRows> {
  const { split, shots: rules } = definition;
  const rows = await loadSplit(definition, split, places);
  if (shots === 0 || rules.samples !== undefined || rules.split === null) return { rows };
  return { rows, pool: rules.split === split ? rows : await loadSplit(definition, rules.split, places) };
}

async function loadSplit({ name, source }: TaskDefinition, split: string, places: RowPlaces): Promise<readonly Row[]> {
  if (source.kind === 'files') {
    const files = source.files[split];
    if (files === undefined) {
      throw new AppError(
        'NOT_FOUND',
        `Task ${name} has no data file for its split "${split}"; it names ${Object.keys(source.files).join(', ')}.`,
      );
    }
    return readRows(
      files.map((path) => findFile(path, places.folders)),
      source.format,
    );
  }
  if (places.loadHubSplit === undefined) {
    throw new AppError('BAD_USER_INPUT', `Task ${name} needs ${source.repository} from the hub, and downloads are off; allow them.`);
  }
  return readRows(await places.loadHubSplit(source, split));
}

/** The harness resolves data paths against its working directory. Task files and data are often copied together, so more folders are searched. */
function findFile(path: string, folders: readonly string[]): string {
  const tried = isAbsolute(path) ? [path] : folders.map((folder) => resolve(folder, path));
  const found = tried.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new AppError('FILE_NOT_FOUND', `The data file ${path} is in none of the places tried: ${tried.join(', ')}.`);
}
