import { type Database, type Fence, findCheckpoint, saveCheckpoint } from '@lamina/database';
import type { Logger } from 'pino';
import { createThrottle } from './create-throttle.ts';

/** Between two stored checkpoints: what a killed attempt loses at most, beside the batch at hand. */
const EVERY_MS = 2_000;

/** Where an attempt leaves what the next one continues from. */
export interface Checkpoints {
  /** What the attempts before left, undefined when they left nothing. Whoever reads it checks that it fits. */
  find(): Promise<unknown>;
  /** Keeps a state, as JSON; the newest one counts. It is written now and then, and before the job is given back. */
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
