import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { readJson } from '../model/files/read-files.ts';

/** The file of a written model that says which tokens of its parent it has. */
export const VOCABULARY_FILE = 'vocabulary.json';

/** The parent's ids of the tokens of a written model, ascending; null for a model with all of them. @throws AppError FILE_UNREADABLE */
export function readKeptIds(folder: string): readonly number[] | null {
  const path = join(folder, VOCABULARY_FILE);
  if (!existsSync(path)) return null;
  const { keptIds } = readJson(path);
  if (Array.isArray(keptIds) && keptIds.every((id) => Number.isInteger(id))) return keptIds;
  throw new AppError('FILE_UNREADABLE', `${path} has no list keptIds of ids; write the model again`);
}
