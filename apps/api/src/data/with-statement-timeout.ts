/** The same database URL with a statement timeout, so that PostgreSQL ends slow statements and frees their connection. */
export function withStatementTimeout(databaseUrl: string, timeoutMs: number): string {
  const url = new URL(databaseUrl);
  if (!url.searchParams.has('options')) url.searchParams.set('options', `-c statement_timeout=${timeoutMs}`);
  return url.href;
}
