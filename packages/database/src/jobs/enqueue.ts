import type { Transaction } from '../create-database.ts';

/** A job that a worker may take now, or after a delay. */
export interface ReadyJob {
  readonly id: string;
  readonly kind: string;
  /** Higher is taken first. */
  readonly priority: number;
  /** Only workers that have this provider take it; null = any worker. */
  readonly requiredProvider: string | null;
  readonly delayMs?: number;
}

/**
 * Sends ready jobs to the queue inside the caller's transaction, so that rows and messages are committed together. The queue is in another package,
 * so writers receive this function.
 */
export type Enqueue = (transaction: Transaction, jobs: readonly ReadyJob[]) => Promise<void>;
