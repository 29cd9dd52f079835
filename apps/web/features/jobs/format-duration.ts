import type { Numbers } from '../ui/numbers.ts';

/** Time between two ISO instants, as `12.3 s`, `4 min 05 s` or `1 h 02 min`; empty when it has not ended. */
export function formatDuration(start: string | null, end: string | null, numbers: Numbers): string {
  if (start === null || end === null) return '';
  const seconds = Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
  if (seconds < 60) return `${numbers.fixed(seconds, 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
