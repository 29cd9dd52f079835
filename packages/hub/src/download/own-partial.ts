import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { AppError } from '@lamina/errors';
import { pause } from '../client/backoff.ts';
import type { HubOptions } from '../client/hub-options.ts';
import { systemErrorCodeOf } from '../client/system-error.ts';
import { isRunning } from './is-running.ts';

const POLL_MS = 500;
const SIGN_OF_LIFE_MS = 10_000;
/** An owner without a sign of life for this time has died or lost access to the disk. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Waits until only this process may write a partial download; resolves with the function that releases it. The owner is stored next to the file, in
 * `<partial>.owner`. Another process takes over if the owner's process on this machine no longer exists, or if the owner file was not renewed for a
 * minute. Node has no file locks. If two processes ever believed to be the owner, both would write the same bytes at the same positions.
 */
export async function ownPartial(partial: string, options: HubOptions): Promise<() => Promise<void>> {
  const note = `${partial}.owner`;
  const me = JSON.stringify({ host: hostname(), pid: process.pid, at: String(process.hrtime.bigint()) });
  const { wait = pause, signal } = options;
  for (;;) {
    if (signal?.aborted) throw new AppError('CANCELLED', `stopped while another process downloads ${partial}`);
    try {
      await writeFile(note, me, { flag: 'wx' });
      break;
    } catch (error) {
      if (systemErrorCodeOf(error) !== 'EEXIST') throw error;
    }
    if (await isAbandoned(note)) await rm(note, { force: true });
    else await wait(POLL_MS, signal).catch(() => undefined);
  }
  const alive = setInterval(() => {
    const now = new Date();
    // If another process took over, the owner file is not ours to renew. If a renewal fails, the download itself will fail too.
    utimes(note, now, now).catch(() => undefined);
  }, SIGN_OF_LIFE_MS).unref();
  return async () => {
    clearInterval(alive);
    if ((await readFile(note, 'utf8').catch(() => '')) === me) await rm(note, { force: true });
  };
}

async function isAbandoned(note: string): Promise<boolean> {
  const text = await readFile(note, 'utf8').catch(() => '');
  const facts = await stat(note).catch(() => undefined);
  if (!facts) return false;
  if (Date.now() - facts.mtimeMs > ABANDONED_AFTER_MS) return true;
  const owner = parseOwner(text);
  return owner !== undefined && owner.host === hostname() && !isRunning(owner.pid);
}

function parseOwner(text: string): { readonly host: string; readonly pid: number } | undefined {
  const [, host, pid] = /^\{"host":"([^"]*)","pid":(\d+),/.exec(text) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid) };
}
