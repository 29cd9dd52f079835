import { describe, expect, it } from '@jest/globals';
import { INTERIM_LEVEL, isDecided } from './stopping-rule.ts';

const rule = { limits: [0.05], level: INTERIM_LEVEL };
// ln 1.05 = 0.0488. With 9 windows, Student's t of 8 degrees of freedom is 4.501 at 0.001 and 7.12 at 0.00005.
const loss = (logLoss: number, standardError: number) => ({ logLoss, standardError, windows: 9 });

describe('a change needs no more windows', () => {
  it('if one text shows more than the limit, whatever the others show', () => {
    expect(isDecided([loss(0.0488 + 4.6 * 0.01, 0.01), loss(0, 0.02)], rule, 20)).toBe(true);
    expect(isDecided([loss(0.0488 + 4.4 * 0.01, 0.01), loss(0, 0.02)], rule, 20)).toBe(false);
  });

  it('if every text shows that it is within the limit, corrected for the number of changes', () => {
    expect(isDecided([loss(0.0488 - 7.3 * 0.005, 0.005), loss(0, 0.001)], rule, 20)).toBe(true);
    expect(isDecided([loss(0.0488 - 6.9 * 0.005, 0.005), loss(0, 0.001)], rule, 20)).toBe(false);
    expect(isDecided([loss(0.0488 - 6.9 * 0.005, 0.005), loss(0, 0.001)], rule, 1)).toBe(true);
  });

  it('only if it is decided at every limit', () => {
    const [costly, cheap] = [loss(0.3, 0.01), loss(0.07, 0.01)];
    expect(isDecided([costly], { ...rule, limits: [0.05, 0.1] }, 1)).toBe(true);
    expect(isDecided([cheap], { ...rule, limits: [0.05, 0.1] }, 1)).toBe(false);
  });

  it('never with a single window, whose error is not known', () => {
    expect(isDecided([{ logLoss: 9, standardError: null, windows: 1 }], rule, 1)).toBe(false);
  });
});
