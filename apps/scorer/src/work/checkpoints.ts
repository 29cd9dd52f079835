import { type Database, type Fence, findCheckpoint, saveCheckpoint } from '@lamina/database';
import type { Logger } from 'pino';
import { createThrottle } from './create-throttle.ts';

/** Interval between stored checkpoints: the most work that a killed attempt loses, in addition to its current batch. */
const EVERY_MS = 2_000;

/** Stores the checkpoint from which the next attempt continues. */
export interface Checkpoints {
  /** The checkpoint of earlier attempts; undefined if there is none. The reader must check that it fits. */
  find(): Promise<unknown>;
  /** Stores a state as JSON; the newest one counts. It is written at intervals, and before the job is returned to the queue. */
  save(value: object): void;
  flush(): Promise<void>;
}

/** The checkpoints of one attempt. */
export function createCheckpoints({ database, fence, logger }: { database: Database; fence: Fence; logger: Logger }): Checkpoints {
  const throttle = createThrottle<object>({
    everyMs: EVERY_MS,
    store: (value) => saveCheckpoint(database, fence, value),
    onError: (error) => logger.warn({ err: error }, 'a checkpoint could not be stored'),
  });
  return {
    find: async () => (await findCheckpoint(database, fence))?.value,
    save: (value) => throttle.send(value),
    flush: () => throttle.flush(),
  };
}
