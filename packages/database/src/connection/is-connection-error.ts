/** Codes of Node, PostgreSQL and Prisma for a server that is unreachable, shutting down or starting. */
const CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  // PostgreSQL: ended by an administrator, by a crash of another backend, not ready yet; an idle transaction that was ended.
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
]);
const WORDS =
  /Connection (terminated|ended|closed)|Client has encountered a connection error|connection error and is not queryable|server closed the connection|the database system is|timeout (exceeded|expired)|the database has been silent|Can't reach database/i;
const MAX_CAUSES = 8;

/** True if a statement failed because of its connection; it may succeed on another connection. */
export function isConnectionError(error: unknown): boolean {
  let cause: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof cause === 'object' && cause !== null; depth += 1) {
    const { code, originalCode, message, meta } = cause as Readonly<Record<string, unknown>>;
    if ([code, originalCode].some((found) => typeof found === 'string' && (CODES.has(found) || /^08/.test(found)))) return true;
    if (typeof message === 'string' && WORDS.test(message)) return true;
    if (cause instanceof AggregateError) return cause.errors.some(isConnectionError);
    cause = (cause as { cause?: unknown }).cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
