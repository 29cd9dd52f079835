import { writeFileSync } from 'node:fs';
import { AppError } from '@lamina/errors';

/** Writes a result as JSON to a file or, for `-`, to stdout. Without a target, prints `summary`. */
export function writeResult(target: string | undefined, result: unknown, summary: string): void {
  if (target === undefined) {
    process.stdout.write(`${summary}\n`);
    return;
  }
  const json = `${JSON.stringify(result, null, 1)}\n`;
  if (target === '-') {
    process.stdout.write(json);
    return;
  }
  writeText(target, json);
}

/** Writes one JSON value per line. */
export function writeLines(target: string, values: readonly unknown[]): void {
  writeText(target, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

function writeText(target: string, text: string): void {
  try {
    writeFileSync(target, text);
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new AppError(
      full ? 'DISK_FULL' : 'FORBIDDEN',
      `cannot write ${target}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
