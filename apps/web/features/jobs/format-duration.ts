import { formatSeconds } from '../ui/format.ts';
import { MISSING } from '../ui/numbers.ts';

/** Seconds between two ISO instants, never below 0; null when it has not ended. */
export function measureSeconds(start: string | null, end: string | null): number | null {
  return start === null || end === null ? null : Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
}

/** The same in words; a dash where it has not ended. */
export function writeSeconds(seconds: number | null): string {
  return seconds === null ? MISSING : formatSeconds(seconds);
}
