import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findLocalSource } from '@lamina/engine';
import { AppError } from '@lamina/errors';

/** Names of the folders with a model below `roots`, as `registerModel` takes them, in alphabetical order. A root that cannot be read has none. */
export function listModelFolders(roots: readonly string[]): readonly string[] {
  return [...new Set(roots.flatMap((root) => listEntries(root).filter((name) => isModel(join(root, name)))))].sort();
}

function listEntries(root: string): readonly string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch {
    // The folder may not be mounted yet; the next heartbeat looks again.
    return [];
  }
}

function isModel(path: string): boolean {
  try {
    return findLocalSource(path) !== undefined;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
