/** The code of an error of Node (`ENOENT`, `ECONNRESET` …); undefined for other errors. */
export function systemErrorCodeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What an error says; its code where it says nothing (connections refused on several addresses). */
export function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return message || (systemErrorCodeOf(error) ?? 'unknown reason');
}
