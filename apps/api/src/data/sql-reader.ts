import type { Sql } from './sql.ts';

/** Runs one read-only statement. All hand-written SQL of the API goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
}
