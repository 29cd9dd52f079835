import { createHash } from 'node:crypto';
import type { Database } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { type SpanAttributes, withSpan } from '@lamina/telemetry';
import { cancelBackend } from './cancel-backend.ts';
import { requestLife } from './request-life.ts';
import type { SqlReader } from './sql-reader.ts';

/** The text of a statement holds no value: those are parameters. */
const describe = (text: string): SpanAttributes => ({ 'db.system.name': 'postgresql', 'db.query.text': text });

/** Prepared statements that one connection may hold: a bound, since every combination of filters is a text of its own. */
const MAX_PREPARED_STATEMENTS = 300;
/** PostgreSQL's code for a statement that was ended: by statement_timeout or by pg_cancel_backend. */
const QUERY_CANCELED = '57014';

/**
 * Reads through the pool. Statements seen often are prepared by name, which saves PostgreSQL their planning. A statement whose request ends
 * (see requestLife) is cancelled in PostgreSQL, and its connection is free again.
 * @param onStatement is told the text of each statement, for debug logs and for tests that count them.
 */
export function createSqlReader({ pool, url }: Pick<Database, 'pool' | 'url'>, onStatement?: (text: string) => void): SqlReader {
  const names = new Map<string, string>();
  const findName = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MAX_PREPARED_STATEMENTS) return known;
    const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    names.set(text, name);
    return name;
  };
  return {
    async readRows<Record>(statement: { readonly text: string; readonly values: unknown[] }): Promise<readonly Record[]> {
      const { text, values } = statement;
      const signal = requestLife.getStore()?.signal;
      onStatement?.(text);
      signal?.throwIfAborted();
      const client = await pool.connect();
      // A connection goes back only when its cancellation is done with: a late one would end somebody else's statement.
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
}

function isCancelled(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === QUERY_CANCELED;
}

function timeout(cause: Error): AppError {
  return new AppError(
    'TIMEOUT',
    'A statement took too long and was ended. Ask for smaller pages, fewer nested lists or a narrower filter.',
    { cause },
  );
}
