import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectOrRefuse } from '../connection/connect-or-refuse.ts';
import { JOB_EVENT_CHANNEL, type JobChange } from './job-event.ts';

const RECONNECT_DELAY_MS = 1_000;
/** An idle listener may receive nothing for hours, so it checks its connection at this interval. */
const PING_EVERY_MS = 10_000;
const SILENCE_MS = 25_000;

/** A running listener. */
export interface JobEventListener {
  stop(): Promise<void>;
}

/**
 * Calls `onChange` for every change of any job of the database, over a separate connection that is opened again if it breaks. Changes during an
 * interruption are not delivered: read the job's row after subscribing, and again when `onReopen` is called. Refuses with DATABASE_UNREACHABLE.
 */
export async function listenToJobEvents(
  databaseUrl: string,
  onChange: (change: JobChange) => void,
  onReopen: () => void = () => undefined,
): Promise<JobEventListener> {
  let stopped = false;
  let client: pg.Client | undefined;
  const open = async (): Promise<void> => {
    const next = await connectOrRefuse(databaseUrl, { silenceMs: SILENCE_MS });
    const ping = setInterval(() => void next.query('SELECT 1').catch(() => undefined), PING_EVERY_MS).unref();
    next.once('end', () => clearInterval(ping));
    next.on('notification', ({ payload }) => onChange(JSON.parse(payload ?? 'null')));
    next.once('end', () => void reopen());
    await next.query(`LISTEN ${pg.escapeIdentifier(JOB_EVENT_CHANNEL)}`);
    client = next;
  };
  const reopen = async (): Promise<void> => {
    while (!stopped) {
      await delay(RECONNECT_DELAY_MS);
      try {
        if (!stopped) await open();
      } catch {
        // The server is still unreachable; the next iteration tries again.
        continue;
      }
      onReopen();
      return;
    }
  };
  await open();
  return {
    async stop() {
      stopped = true;
      await client?.end();
    },
  };
}
