/** Seconds between two ISO instants, never below 0; null when it has not ended. */
export function measureSeconds(start: string | null, end: string | null): number | null {
  return start === null || end === null ? null : Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
}
