import { createHash } from 'node:crypto';
import type { Database } from '@lamina/database';
import type { SqlReader } from './sql-reader.ts';

/** Prepared statements that one connection may hold: a bound, since every combination of filters is a text of its own. */
const MAX_PREPARED_STATEMENTS = 300;

/**
 * Reads through the pool. Statements seen often are prepared by name, which saves PostgreSQL their planning.
 * @param onStatement is told the text of each statement, for debug logs and for tests that count them.
 */
export function createSqlReader(pool: Database['pool'], onStatement?: (text: string) => void): SqlReader {
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
      onStatement?.(text);
      const name = findName(text);
      const result = await pool.query(name === undefined ? { text, values } : { name, text, values });
      return result.rows as Record[];
    },
  };
}
