import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A kept result; undefined where it is absent, unreadable or something else, so that it is computed again. */
export async function readKept<T extends object>(path: string, isKept: (value: object) => value is T): Promise<T | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && isKept(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a result, whole or not at all. */
export async function keepJson(path: string, value: object): Promise<void> {
  const unfinished = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, JSON.stringify(value));
    await rename(unfinished, path);
  } catch {
    // A cache that is full or read-only costs time, but never the result.
  }
}
