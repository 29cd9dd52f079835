import { writeFileSync } from 'node:fs';
import { AppError, messageOf } from '@lamina/errors';

/** Prints `summary` for a person, and writes the result as JSON if a file is named. For `-` only the JSON goes to stdout. */
export function writeResult(target: string | undefined, result: unknown, summary: string): void {
  const json = `${JSON.stringify(result, null, 1)}\n`;
  process.stdout.write(target === '-' ? json : `${summary}\n`);
  if (target !== undefined && target !== '-') writeText(target, json);
}

/** Writes one JSON value per line. */
export function writeLines(target: string, values: readonly unknown[]): void {
  writeText(target, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

/** @throws AppError DISK_FULL or FORBIDDEN */
export function writeText(target: string, text: string): void {
  try {
    writeFileSync(target, text);
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new AppError(full ? 'DISK_FULL' : 'FORBIDDEN', `cannot write ${target}: ${messageOf(cause)}`, { cause });
  }
}
