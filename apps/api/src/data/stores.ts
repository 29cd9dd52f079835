import type { Database, Enqueue } from '@lamina/database';
import type { HubSettings } from '@lamina/hub';
import type { SqlReader } from './sql-reader.ts';

/** The stores that the process opened once for all requests. */
export interface Stores {
  readonly database: Database;
  /** Runs the hand-written statements that read. */
  readonly sqlReader: SqlReader;
  /** Queues a job in the transaction that stores it. */
  readonly enqueue: Enqueue;
  /** Where configurations are read, without a token: a reply must not show what only the operator may read. Null = nowhere. */
  readonly hub: HubSettings | null;
}
