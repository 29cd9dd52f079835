import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
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
    throw new AppError('FILE_NOT_FOUND', `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A JSON value from a file. @throws AppError BAD_USER_INPUT if it is not JSON. */
export function readInputJson(path: string): unknown {
  return parseJson(readInputFile(path), path);
}

/** @param place names the text in the refusal */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${place} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
