import type { Sql } from '@lamina/database';

/** Runs one read-only statement. All hand-written SQL of the API goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
  /** Rows that count others, all of which PostgreSQL reads. Where they are many, or reading was slow, the counts are up to half a minute old. */
  readCounts<Record extends { readonly count: number }>(statement: Sql): Promise<readonly Record[]>;
}
