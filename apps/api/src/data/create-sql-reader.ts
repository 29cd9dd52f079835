import { createHash } from 'node:crypto';
import { cancelBackend, type Database, type Sql } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { type SpanAttributes, withSpan } from '@lamina/telemetry';
import { LRUCache } from 'lru-cache';
import { requestLife } from './request-life.ts';
import type { LastingQuery, SqlReader } from './sql-reader.ts';

/** The text of a statement contains no values; values are parameters. */
const describe = (text: string): SpanAttributes => ({ 'db.system.name': 'postgresql', 'db.query.text': text });

/** Maximum number of prepared statements per connection. Every combination of filters is a different text, so there must be a limit. */
const MAX_PREPARED_STATEMENTS = 300;
/** Counts of as many rows are kept for a while: they take milliseconds that grow with the data. */
const MANY_ROWS = 10_000;
const KEPT_COUNTS = { max: 100, ttl: 30_000 };
/** Characters of cached rows that never change, as JSON. */
const MAX_LASTING_SIZE = 64_000_000;
/** PostgreSQL's code for a cancelled statement: by statement_timeout or by pg_cancel_backend. */
const QUERY_CANCELED = '57014';

/**
 * Reads through the pool. Frequent statements are prepared by name, so PostgreSQL does not plan them again. When a request ends (see requestLife),
 * its statement is cancelled in PostgreSQL and the connection is free again. @param onStatement receives the text of each statement, for debug logs
 * and for tests that count statements.
 */
export function createSqlReader({ pool, url }: Pick<Database, 'pool' | 'url'>, onStatement?: (text: string) => void): SqlReader {
  const names = new Map<string, string>();
  const findName = (text: string): string | undefined => {
    const prepared = names.get(text);
    if (prepared !== undefined || names.size >= MAX_PREPARED_STATEMENTS) return prepared;
    const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    names.set(text, name);
    return name;
  };
  const counts = new LRUCache<string, readonly object[]>(KEPT_COUNTS);
  const lasting = new LRUCache<string, object>({ maxSize: MAX_LASTING_SIZE, sizeCalculation: (row) => JSON.stringify(row).length });
  const reader: SqlReader = {
    async readLasting<Record extends object>({ keys, keyOf, kind, statementOf }: LastingQuery<Record>) {
      const nameOf = (key: string): string => `${kind} ${key}`;
      const kept = keys.map((key) => lasting.get(nameOf(key)) as Record | undefined);
      const missing = keys.filter((_, place) => kept[place] === undefined);
      const read = missing.length === 0 ? [] : await reader.readRows<Record>(statementOf(missing));
      for (const row of read) lasting.set(nameOf(keyOf(row)), row);
      return [...kept.filter((row) => row !== undefined), ...read];
    },
    async readCounts<Record extends { readonly count: number }>(statement: Sql) {
      const key = JSON.stringify([statement.text, statement.values]);
      const kept = counts.get(key) as readonly Record[] | undefined;
      if (kept !== undefined) return kept;
      const rows = await reader.readRows<Record>(statement);
      if (rows.reduce((sum, { count }) => sum + count, 0) >= MANY_ROWS) counts.set(key, rows);
      return rows;
    },
    async readRows<Record>({ text, values }: Sql) {
      const signal = requestLife.getStore()?.signal;
      onStatement?.(text);
      signal?.throwIfAborted();
      const client = await pool.connect();
      // The connection returns to the pool only after the cancellation has finished. A late cancellation would end another request's statement.
      let cancelling: Promise<void> | null = null;
      const cancel = (): void => {
        cancelling = cancelBackend(url, client);
      };
      let lost: Error | undefined;
      const lose = (error: Error): void => {
        lost = error;
      };
      client.on('error', lose);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        signal?.throwIfAborted();
        const name = findName(text);
        const query = name === undefined ? { text, values } : { name, text, values };
        const result = await withSpan('SELECT', { kind: 'client', attributes: describe(text) }, () => client.query(query));
        return result.rows as Record[];
      } catch (error) {
        signal?.throwIfAborted();
        throw isCancelled(error) ? timeout(error) : error;
      } finally {
        signal?.removeEventListener('abort', cancel);
        await cancelling;
        client.off('error', lose);
        client.release(lost);
      }
    },
  };
  return reader;
}

function isCancelled(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === QUERY_CANCELED;
}

function timeout(cause: Error): AppError {
  return new AppError('TIMEOUT', 'A statement took too long. Ask for smaller pages, fewer nested lists or a narrower filter.', { cause });
}
