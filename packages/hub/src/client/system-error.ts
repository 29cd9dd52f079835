/** The code of a Node error (`ENOENT`, `ECONNRESET` …); undefined for other errors. */
export function systemErrorCodeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The message of an error, or its code if the message is empty (refused connections on several addresses). */
export function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return message || (systemErrorCodeOf(error) ?? 'unknown reason');
}
