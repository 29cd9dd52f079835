import type { Sql } from '@lamina/database';

/** Runs one read-only statement. All hand-written SQL of the API goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
}
