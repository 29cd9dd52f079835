import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checkpoint } from '@lamina/engine';
import { cacheFolder } from '../env.ts';

/** The measurements of a model, in a file of its digest: a later call, with another limit or after Ctrl-C, measures only the missing ones. */
export interface AnswerCache {
  readonly checkpoint: Checkpoint;
  keep(part: Checkpoint): void;
}

/** Each part is a line, so that a killed process loses at most its last one. @param digest of the model's weights */
export function openAnswerCache(digest: string): AnswerCache {
  const file = join(cacheFolder(), 'answers', `${digest}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return {
    checkpoint: Object.assign({}, ...lines.map(parseLine)),
    keep: (part) => appendFileSync(file, `${JSON.stringify(part)}\n`),
  };
}

function parseLine(line: string): Checkpoint {
  try {
    return JSON.parse(line) as Checkpoint;
  } catch {
    // The end of a file whose process was killed.
    return {};
  }
}
