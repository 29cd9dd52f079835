import assert from 'node:assert/strict';

const POLL_MS = 200;
/** Limits only end what hangs: every wait is for an event, and an idle machine needs a tenth of this or less. */
export const LIMIT_MS = 240_000;

/** Runs checks one after the other, prints each, and counts. A failed check does not stop the next one. */
export class Checks {
  passed = 0;
  failed = 0;

  /** A named set of checks; an error outside its checks counts as one failure. */
  async group(title: string, run: () => Promise<void>): Promise<void> {
    process.stdout.write(`\n${title}\n`);
    try {
      await run();
    } catch (error) {
      this.#fail('could not go on', error);
    }
  }

  async check(title: string, run: () => Promise<void>): Promise<void> {
    const start = performance.now();
    try {
      await run();
      this.passed++;
      process.stdout.write(`  ok    ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
    } catch (error) {
      this.#fail(title, error);
    }
  }

  #fail(title: string, error: unknown): void {
    this.failed++;
    const text = error instanceof Error ? error.message : String(error);
    process.stdout.write(`  FAIL  ${title}\n${text.replaceAll(/^/gm, '        ')}\n`);
  }
}

/** Polls until `find` returns something; the error says what was awaited. */
export async function waitFor<Value>(
  what: string,
  find: () => Promise<Value | null | undefined | false>,
  timeoutMs = LIMIT_MS,
): Promise<Value> {
  for (const end = Date.now() + timeoutMs; ; ) {
    const value = await find();
    if (value) return value;
    if (Date.now() > end) assert.fail(`waited ${timeoutMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
