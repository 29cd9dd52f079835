import { MISSING, type Numbers } from '../ui/numbers.ts';

/** A length of time in words: `12.3 s`, `4 min 05 s` or `1 h 02 min`. */
export function formatDuration(seconds: number | null, numbers: Numbers): string {
  if (seconds === null) return MISSING;
  if (seconds < 60) return `${numbers.fixed(seconds, 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
