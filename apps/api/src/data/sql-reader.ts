import type { Sql } from './sql.ts';

/** Runs one statement that only reads. Everything that the API reads by hand-written SQL goes through here. */
export interface SqlReader {
  readRows<Record>(statement: Sql): Promise<readonly Record[]>;
}
