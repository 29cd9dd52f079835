import { MISSING, type Numbers } from '../ui/numbers.ts';

/** A length of time in words: `12.3 s`, `4 min 05 s` or `1 h 02 min`. */
export function formatDuration(seconds: number | null, numbers: Numbers): string {
  if (seconds === null) return MISSING;
  if (seconds < 60) return `${numbers.fixed(seconds, 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

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
