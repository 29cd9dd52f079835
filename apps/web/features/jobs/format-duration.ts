import { formatSeconds } from '../ui/format.ts';
import { MISSING } from '../ui/numbers.ts';

/** Seconds between two ISO instants, never below 0; null when it has not ended. */
export function measureSeconds(start: string | null, end: string | null): number | null {
  return start === null || end === null ? null : Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
}

/** `4 s ago`, `3 min ago`, `2 h ago`, `5 d ago`. Clocks of two machines differ a little, so the near future counts as now. */
export function formatAge(seconds: number): string {
  if (seconds < 2) return 'just now';
  if (seconds < 90) return `${Math.floor(seconds)} s ago`;
  if (seconds < 5400) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

/** The same in words; a dash where it has not ended. */
export function writeSeconds(seconds: number | null): string {
  return seconds === null ? MISSING : formatSeconds(seconds);
}
