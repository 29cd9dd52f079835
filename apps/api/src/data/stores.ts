import type { Database, Enqueue } from '@lamina/database';
import type { SqlReader } from './sql-reader.ts';

/** What the process opened once for all requests. */
export interface Stores {
  readonly database: Database;
  /** Runs the hand-written statements that read. */
  readonly sqlReader: SqlReader;
  /** Queues a job in the transaction that stores it. */
  readonly enqueue: Enqueue;
}
