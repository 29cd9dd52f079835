import { describe, expect, it } from '@jest/globals';
import { createBackoff, temporaryFailure } from './backoff.ts';
import { parseRetryAfter } from './hub-client.ts';

describe('createBackoff', () => {
  it('doubles up to 30 s, spreads by chance, and starts again after progress', async () => {
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
    const backoff = createBackoff({ cacheFolder: '', maxFailures: 20, random: () => 1, wait });
    const failure = temporaryFailure('HUB_UNREACHABLE', 'cut');
    for (let count = 0; count < 8; count += 1) await backoff.waitAfter(failure);
    backoff.reset();
    await backoff.waitAfter(failure);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 500]);
  });
});

describe('parseRetryAfter', () => {
  it('reads seconds and dates', () => {
    expect(parseRetryAfter('120')).toBe(120_000);
    expect(parseRetryAfter('Wed, 21 Oct 2026 07:28:00 GMT', Date.UTC(2026, 9, 21, 7, 27, 30))).toBe(30_000);
    expect(parseRetryAfter('Wed, 21 Oct 2020 07:28:00 GMT')).toBe(0);
    expect(parseRetryAfter('soon')).toBeUndefined();
    expect(parseRetryAfter(undefined)).toBeUndefined();
  });
});
