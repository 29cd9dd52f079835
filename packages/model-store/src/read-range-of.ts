import { open } from 'node:fs/promises';
import type { ReadRange } from './model-store.ts';

/** Reads a file on disk. It is opened before a stream exists, so that a missing file is an error of this call. */
export function readRangeOf(path: string): ReadRange {
  return async (range = { start: 0, end: Number.POSITIVE_INFINITY }) => (await open(path)).createReadStream(range);
}
