import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { AppError } from '@lamina/errors';
import { pause } from '../client/backoff.ts';
import type { HubOptions } from '../client/hub-options.ts';
import { systemErrorCodeOf } from '../client/system-error.ts';

const POLL_MS = 500;
const SIGN_OF_LIFE_MS = 10_000;
/** An owner whose last sign of life is older has died or lost the disk. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Waits until this process alone may write an unfinished download; resolves with what gives it back. The owner is noted beside the file, in
 * `<partial>.owner`. A note is taken over where its process on this machine is gone, and where it was not renewed for a minute.
 * Node has no file locks: should two ever believe to be the owner, both write the same bytes at the same places.
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
    // A note that somebody took over is not ours to renew; a failing renewal shows up when the download itself fails.
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCodeOf(error) === 'EPERM';
  }
}
