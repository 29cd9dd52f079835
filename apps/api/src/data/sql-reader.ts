import type { Sql } from '@lamina/database';

/** Runs one read-only statement. All hand-written SQL of the API goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
  /** Rows that count others, all of which PostgreSQL reads. Counts of 10,000 rows or more may be some minutes old (decision 51). */
  readCounts<Record extends { readonly count: number }>(statement: Sql): Promise<readonly Record[]>;
}
