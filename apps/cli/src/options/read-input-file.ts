import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf, parseJsonOrRefuse } from '@lamina/errors';
import { CALIBRATION_FOLDER } from '../env.ts';

/** A text from a file, or a bundled one by its name, as `austen`. @throws AppError FILE_NOT_FOUND or FILE_UNREADABLE. */
export function readTextFile(path: string): string {
  const bundled = join(CALIBRATION_FOLDER, `${path}.txt`);
  return readInputFile(!existsSync(path) && /^[\w-]+$/.test(path) && existsSync(bundled) ? bundled : path);
}

/** Text of a file. @throws AppError FILE_NOT_FOUND or FILE_UNREADABLE. */
export function readInputFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** A JSON value from a file. @throws AppError BAD_USER_INPUT if it is not JSON. */
export function readInputJson(path: string): unknown {
  return parseJsonOrRefuse('BAD_USER_INPUT', readInputFile(path), path);
}
