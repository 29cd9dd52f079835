import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 200;

/** Resolves when a URL answers with a page. It never rejects: the caller races it against a failure of the process that serves the page. */
export async function waitForPage(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await delay(RETRY_MS);
  }
}
