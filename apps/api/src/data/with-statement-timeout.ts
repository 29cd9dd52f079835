/** The same database, on whose connections PostgreSQL itself ends statements that take too long: a slow query frees its connection. */
export function withStatementTimeout(databaseUrl: string, timeoutMs: number): string {
  const url = new URL(databaseUrl);
  if (!url.searchParams.has('options')) url.searchParams.set('options', `-c statement_timeout=${timeoutMs}`);
  return url.href;
}
