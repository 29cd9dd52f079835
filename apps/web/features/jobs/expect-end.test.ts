import { describe, expect, it } from '@jest/globals';
import { expectEnd } from './expect-end.ts';

const OUTLOOK = { expectedSeconds: 60, expectedInterval: { low: 30, high: 3600 } };
const RUNNING = { status: 'RUNNING', startedAt: '2026-01-31T23:59:30.000Z' } as const;

describe('the expected end of a job', () => {
  it('is its start plus what comparable jobs took, with their middle 80 %', () => {
    expect(expectEnd(RUNNING, OUTLOOK)).toEqual({
      at: '2026-02-01T00:00:30.000Z',
      low: '2026-02-01T00:00:00.000Z',
      high: '2026-02-01T00:59:30.000Z',
    });
  });

  it('is not known before it runs, after it ran, and without comparable jobs', () => {
    expect(expectEnd({ ...RUNNING, status: 'QUEUED' }, OUTLOOK)).toBeNull();
    expect(expectEnd({ ...RUNNING, status: 'SUCCEEDED' }, OUTLOOK)).toBeNull();
    expect(expectEnd({ ...RUNNING, startedAt: null }, OUTLOOK)).toBeNull();
    expect(expectEnd(RUNNING, { expectedSeconds: null, expectedInterval: null })).toBeNull();
    expect(expectEnd(RUNNING, null)).toBeNull();
  });
});
