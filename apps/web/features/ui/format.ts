import { getAt } from '@lamina/errors';
import { numbers } from './numbers.ts';

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

/** The text with each number on one line with its unit: `3.1 %`, `1.15 ×`, `180 MB`. */
export function keepUnits(text: string): string {
  return text.replaceAll(/(?<=\d) (?=%|×|[kMGT]?B\b)/g, '\u00a0');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1310720` → `1.31 MB`, as in the sentences of answers: three digits, in the largest decimal unit with a value of at least 1. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? numbers.integer(value) : numbers.rounded(value)} ${UNITS[unit]}`;
}

/** `1 model`, `1,200 models`. */
export function countOf(count: number, noun: string): string {
  return `${numbers.integer(count)} ${noun}${count === 1 ? '' : 's'}`;
}
