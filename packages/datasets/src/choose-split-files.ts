import type { DatasetSource } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';

type HubSource = Extract<DatasetSource, { kind: 'hub' }>;

/** Supported file endings, best first, because a repository often has the same rows in several formats. */
const ENDINGS = ['.parquet', '.jsonl', '.json', '.csv'] as const;
/** Synonyms of split names that the `datasets` library accepts. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  train: ['training'],
  validation: ['valid', 'val', 'dev'],
  test: ['testing', 'eval', 'evaluation'],
};

/**
 * The files of one split among all files of a repository: the files that the task names, if all exist; otherwise files whose name or folder contains
 * the split (…/test-00000-of-00001.parquet, …/test/0000.parquet, …/partial-test/…), within the folder of the configuration. Without a configuration:
 * at the top level, or in `data` or `default`.
 * @returns sorted paths; empty if nothing matches
 */
export function chooseSplitFiles(paths: readonly string[], source: HubSource, split: string): readonly string[] {
  const named = source.files?.[split];
  if (named?.every((path) => paths.includes(path))) return named;
  for (const name of listNames(split)) {
    const fitting = paths.filter((path) => isInConfiguration(path, source.configuration) && isOfSplit(path, name));
    for (const ending of ENDINGS) {
      const chosen = fitting.filter((path) => path.endsWith(ending)).sort();
      if (chosen.length > 0) return chosen;
    }
  }
  return [];
}

/** A split and its other names. */
function listNames(split: string): readonly string[] {
  // Most have none.
  return [split, ...(SYNONYMS[split] ?? [])];
}

function isInConfiguration(path: string, configuration: string | null): boolean {
  const folders = path.split('/').slice(0, -1);
  if (configuration !== null && configuration !== 'default') return folders.includes(configuration);
  return folders.length === 0 || folders[0] === 'data' || folders[0] === 'default';
}

function isOfSplit(path: string, split: string): boolean {
  const parts = path.split('/');
  const stem = getAt(parts.splice(-1), 0).replace(/\.[a-z]+$/, '');
  const isNamed = (text: string) => text === split || text === `partial-${split}`;
  return isNamed(stem) || (stem.startsWith(split) && /^[-_.]/.test(stem.slice(split.length))) || parts.some(isNamed);
}
