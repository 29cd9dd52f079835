import type { Numbers } from './numbers.ts';

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
