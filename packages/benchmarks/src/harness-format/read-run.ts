import { AppError } from '@lamina/errors';
import type { RunTask } from './compare-runs.ts';
import { parseHarnessSamples } from './parse-samples.ts';

/** A file that lm-evaluation-harness wrote. */
export interface RunFile {
  /** With or without its folders. */
  readonly path: string;
  readonly text: string;
}

/** How the harness names its files of samples: `samples_TASK_2026-01-31T12-00-00.000000.jsonl`. */
const FILE_NAME = /^(?:samples_)?(.+?)(?:_\d{4}-\d\d-\d\dT[\d.-]+)?\.jsonl$/;

/**
 * The samples of every task of a run; of several files of one task, those of the newest by name.
 * @param place names the run in errors
 * @param isUnnamed whether the names of files say nothing: two single files are one task, however they are named
 * @throws AppError FILE_NOT_FOUND for no file of samples; as parseHarnessSamples
 */
export function readRun(files: readonly RunFile[], place: string, isUnnamed = false): readonly RunTask[] {
  const named = files.flatMap(({ path, text }) => {
    const [file, name] = FILE_NAME.exec(path.split(/[/\\]/).at(-1) ?? path) ?? [];
    return file === undefined ? [] : [{ file, task: isUnnamed || name === undefined ? 'samples' : name, text }];
  });
  if (named.length === 0)
    throw new AppError(
      'FILE_NOT_FOUND',
      `${place} holds no samples (*.jsonl); run lm-evaluation-harness with --log_samples and choose its output`,
    );
  named.sort((one, other) => (one.file < other.file ? -1 : 1));
  const newest = new Map(named.map(({ task, text }) => [task, text]));
  return [...newest].map(([task, text]) => ({ task, samples: parseHarnessSamples(text) }));
}
