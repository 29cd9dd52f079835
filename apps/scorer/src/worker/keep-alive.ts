import { setInterval } from 'node:timers/promises';
import { type Database, type Fence, heartbeat } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { Logger } from 'pino';

/** A cancellation is noticed within this time; the inference process then has two seconds. */
const HEARTBEAT_MS = 1_000;

/** Sends heartbeats until `ended`. Requests the end of the work if a user cancels it, another attempt has taken over, or the database was migrated. */
export async function keepAlive(
  { database, fence, logger, stop }: { database: Database; fence: Fence; logger: Logger; stop: AbortController },
  ended: AbortSignal,
): Promise<void> {
  try {
    for await (const _ of setInterval(HEARTBEAT_MS, undefined, { signal: ended })) {
      try {
        const { cancelRequested } = await heartbeat(database, fence);
        if (cancelRequested) stop.abort('cancelled');
      } catch (error) {
        if (error instanceof AppError && ['ATTEMPT_LOST', 'CONFLICT'].includes(error.code)) stop.abort('lost');
        else logger.warn({ err: error }, 'a heartbeat could not be stored; the next one tries again');
      }
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}
