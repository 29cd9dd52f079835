import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { DatasetSource } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { type HubOptions, type PullProgress, pullFiles } from '@lamina/hub';
import { chooseSplitFiles } from './choose-split-files.ts';
import type { HubSplitLoader } from './load-task-rows.ts';

type HubSource = Extract<DatasetSource, { kind: 'hub' }>;

/** The branch on which the hub stores its own Parquet copy of most data sets: configuration/split/0000.parquet. */
const CONVERTED = 'refs/convert/parquet';

/**
 * Loads splits of hub data sets into the cache: from the data set's own files if their names identify the split, otherwise from the hub's Parquet
 * copy (data sets created by a script have only that).
 * @param options.onProgress called for every step of a download
 * @returns a loader that returns the paths of the files; it throws AppError NOT_FOUND if neither place has the split, and the errors of pullFiles
 */
export function createHubSplitLoader(options: HubOptions & { readonly onProgress?: (progress: PullProgress) => void }): HubSplitLoader {
  return async (source, split) => {
    const own = await pullSplit(source, split, source.revision, options).catch((cause: unknown) => {
      // Offline, the cache may contain only the Parquet copy.
      if (options.offline && cause instanceof AppError && cause.code === 'FILE_NOT_FOUND') return [];
      throw cause;
    });
    if (own.length > 0) return own;
    const converted = await pullSplit({ ...source, configuration: source.configuration ?? 'default' }, split, CONVERTED, options).catch(
      (cause: unknown) => refuse(source, split, cause),
    );
    return converted.length > 0 ? converted : refuse(source, split);
  };
}

async function pullSplit(
  source: HubSource,
  split: string,
  revision: string | null,
  options: Parameters<typeof createHubSplitLoader>[0],
): Promise<readonly string[]> {
  const job = pullFiles(
    {
      kind: 'datasets',
      repo: source.repository,
      revision: revision ?? undefined,
      choose: (files) => {
        const chosen = chooseSplitFiles(
          files.map(({ path }) => path),
          source,
          split,
        );
        return files.filter(({ path }) => chosen.includes(path)).toSorted((a, b) => chosen.indexOf(a.path) - chosen.indexOf(b.path));
      },
    },
    options,
  );
  let step = await job.next();
  for (; !step.done; step = await job.next()) options.onProgress?.(step.value);
  const { folder, files } = step.value;
  // Offline, the folder shows which files an earlier download chose.
  const paths = options.offline ? chooseSplitFiles(listFiles(folder), source, split) : files.map(({ path }) => path);
  return paths.map((path) => join(folder, path));
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
    relative(folder, join(folder, path)).split(sep).join('/'),
  );
}

function refuse({ repository, configuration, revision }: HubSource, split: string, cause?: unknown): never {
  if (cause instanceof AppError && cause.code !== 'NOT_FOUND') throw cause;
  const place = `${repository}${configuration === null ? '' : ` (${configuration})`}`;
  throw new AppError(
    'NOT_FOUND',
    `The data set ${place} has no files of the split "${split}" at ${revision ?? 'main'}, and no Parquet copy on ${CONVERTED}. Download the rows and name them in a task file (dataset_path: parquet).`,
    { cause },
  );
}
