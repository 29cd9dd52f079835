import type { Sql } from '@lamina/database';

/** Rows that never change, by keys that name all that they depend on. */
export interface LastingQuery<Record> {
  readonly keys: readonly string[];
  readonly keyOf: (row: Record) => string;
  /** Tells apart what shares keys. */
  readonly kind: string;
  readonly statementOf: (missing: readonly string[]) => Sql;
}

/** Runs one read-only statement. All hand-written SQL of the API goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
  /** Rows of what never changes once it is stored. Each is read once and cached. What has no row is left out. */
  readLasting<Record extends object>(query: LastingQuery<Record>): Promise<readonly Record[]>;
  /** Rows that count others, all of which PostgreSQL reads. Counts of 10,000 rows or more may be some minutes old (decision 33). */
  readCounts<Record extends { readonly count: number }>(statement: Sql): Promise<readonly Record[]>;
}
