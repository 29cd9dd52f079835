import { getAt } from '@lamina/errors';
import type { Numbers } from './numbers.ts';

/** `[0, 1, 2, 5]` → `0–2, 5`, which keeps lists of blocks short. */
export function formatIndices(indices: readonly number[]): string {
  const runs: string[] = [];
  for (let start = 0; start < indices.length; ) {
    let end = start;
    while (end + 1 < indices.length && getAt(indices, end + 1) === getAt(indices, end) + 1) end++;
    runs.push(end - start >= 2 ? `${indices[start]}–${indices[end]}` : indices.slice(start, end + 1).join(', '));
    start = end + 1;
  }
  return runs.length > 0 ? runs.join(', ') : 'none';
}

/** A rough duration in suitable units: `20 s`, `4 min`, `1 h 30 min`, `2 d 5 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1310720` → `1.25 MiB`: three digits, in the largest unit with a value of at least 1. */
export function formatBytes(bytes: number, numbers: Numbers): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? numbers.integer(value) : numbers.rounded(value)} ${UNITS[unit]}`;
}

/** `1 model`, `12 models`: a formatted number with the singular or plural noun. */
export function countOf(count: number, noun: string, written = String(count)): string {
  return `${written} ${noun}${count === 1 ? '' : 's'}`;
}
