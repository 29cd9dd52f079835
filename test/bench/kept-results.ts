import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Checkpoint, Progress } from '@lamina/engine';

const WRITE_EVERY_MS = 5_000;

/** Stores results of a long benchmark in a file outside the repository, so that an interrupted run continues. */
export interface KeptResults {
  /** The result of `work` under this name, from this run or an earlier one; its parts are stored during the work. */
  once<T>(name: string, work: (checkpoint: Checkpoint) => AsyncGenerator<Progress, T>): Promise<T>;
}

interface Kept {
  readonly results: Record<string, unknown>;
  readonly parts: Record<string, Record<string, unknown>>;
}

export function keepResults(path: string, onProgress: (name: string, progress: Progress) => void): KeptResults {
  mkdirSync(dirname(path), { recursive: true });
  const kept: Kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Kept) : { results: {}, parts: {} };
  const write = (): void => {
    writeFileSync(`${path}.new`, JSON.stringify(kept));
    renameSync(`${path}.new`, path);
  };
  return {
    async once<T>(name: string, work: (checkpoint: Checkpoint) => AsyncGenerator<Progress, T>): Promise<T> {
      if (name in kept.results) return kept.results[name] as T;
      const parts = { ...kept.parts[name] };
      kept.parts[name] = parts;
      let written = Date.now();
      const job = work({ ...parts });
      for (let step = await job.next(); ; step = await job.next()) {
        if (step.done) {
          kept.results[name] = step.value;
          delete kept.parts[name];
          write();
          return step.value;
        }
        Object.assign(parts, step.value.checkpoint);
        onProgress(name, step.value);
        if (Date.now() - written < WRITE_EVERY_MS) continue;
        write();
        written = Date.now();
      }
    },
  };
}
