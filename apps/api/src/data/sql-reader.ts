import type { Sql } from '@lamina/database';

/** Runs one read-only statement. All hand-written SQL of the API goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
  /**
   * Rows of what never changes once it is stored, by their keys. Each is read once and cached; `kind` tells apart what shares keys. What has no row is left
   * out.
   */
  readLasting<Record extends { readonly key: string }>(
    kind: string,
    keys: readonly string[],
    statementOf: (missing: readonly string[]) => Sql,
  ): Promise<readonly Record[]>;
  /** Rows that count others, all of which PostgreSQL reads. Counts of 10,000 rows or more may be some minutes old (decision 51). */
  readCounts<Record extends { readonly count: number }>(statement: Sql): Promise<readonly Record[]>;
}
