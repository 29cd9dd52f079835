import { describe, expect, it } from '@jest/globals';
import { describeOutlook } from './describe-outlook.ts';

const UNKNOWN = {
  hold: null,
  position: null,
  elapsedSeconds: null,
  expectedSeconds: null,
  expectedInterval: null,
  comparableCount: 2,
  isSameModel: false,
} as const;

describe('describeOutlook', () => {
  it('counts the jobs before it, and says what holds it', () => {
    expect(describeOutlook({ ...UNKNOWN, hold: 'BEHIND_OTHERS', position: 2 })).toMatch(/^Number 2 in the queue: 1 job will/);
    expect(describeOutlook({ ...UNKNOWN, hold: 'NO_WORKER', position: 1 })).toContain('No worker that may take it is running');
  });

  it('gives the estimate with its error and its basis, and none from too few jobs', () => {
    const known = {
      ...UNKNOWN,
      elapsedSeconds: 12,
      expectedSeconds: 40,
      expectedInterval: { low: 30, high: 120 },
      comparableCount: 9,
      isSameModel: true,
    };
    expect(describeOutlook(known)).toBe(
      'It has run for 12 s. Estimate: 40 s (30 s to 2 min in 80 % of 9 finished jobs of this kind and model on this machine).',
    );
    expect(describeOutlook({ ...UNKNOWN, elapsedSeconds: 12 })).toBe(
      'It has run for 12 s. Too few comparable jobs have finished on this machine for an estimate.',
    );
  });
});
