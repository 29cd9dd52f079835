import { type Database, type Fence, findCheckpoint, saveCheckpoint } from '@lamina/database';
import type { Logger } from 'pino';
import type { JobCheckpoints } from '../context/handler-context.ts';
import { createThrottle } from './create-throttle.ts';

/** Interval between stored checkpoints: the maximum work that a killed attempt loses, in addition to its current batch. */
const EVERY_MS = 2_000;

/** The checkpoints of one attempt, and how they are written at once. */
export interface Checkpoints extends JobCheckpoints {
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
