import { describe, expect, it } from '@jest/globals';
import { isLimitedLane, nameLimit } from './name-limit.ts';

describe('the limit of a lane', () => {
  it.each([200, 1, 0.1, 0.075])('is read again from its name: %p', (limit) => {
    expect(isLimitedLane(`log-likelihood · 0-shot · ${nameLimit(limit)} · cpu`)).toBe(true);
    expect(isLimitedLane(nameLimit(limit))).toBe(true);
  });

  it('is absent where all documents were asked', () => {
    expect(isLimitedLane('log-likelihood · 0-shot · cpu')).toBe(false);
    expect(isLimitedLane('imported: the first documents of mine')).toBe(false);
  });
});
