import { describe, expect, it } from '@jest/globals';
import { INTERIM_LEVEL, isDecided, isHopeless } from './stopping-rule.ts';

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

describe('a change is hopeless', () => {
  // Student's t of 35 degrees of freedom is 1.690 at 0.05, and 3.262 at 0.05 ÷ 41. After 9 of 36 windows the statistic is expected to double.
  const hoping = { limits: [0.05], maximum: 36, hope: 0.5 };

  it('if a text promises less than the asked share of what the last look needs', () => {
    expect(isHopeless([loss(0.0488 - 0.4 * 0.01, 0.01), loss(0, 0.001)], hoping, 1)).toBe(true);
    expect(isHopeless([loss(0.0488 - 0.45 * 0.01, 0.01), loss(0, 0.001)], hoping, 1)).toBe(false);
    // Among more changes, more is needed.
    expect(isHopeless([loss(0.0488 - 0.45 * 0.01, 0.01), loss(0, 0.001)], hoping, 41)).toBe(true);
    expect(isHopeless([loss(0.0488 - 0.84 * 0.01, 0.01), loss(0, 0.001)], hoping, 41)).toBe(false);
  });

  it('only if it is hopeless at every limit, and if the rule asks', () => {
    const costly = [loss(0.07, 0.01)];
    expect(isHopeless(costly, hoping, 1)).toBe(true);
    expect(isHopeless(costly, { ...hoping, limits: [0.05, 0.1] }, 1)).toBe(false);
    expect(isHopeless(costly, { limits: [0.05], maximum: 36 }, 1)).toBe(false);
  });

  it('by equal windows at once, and never by a single one', () => {
    expect(isHopeless([loss(0.05, 0)], hoping, 1)).toBe(true);
    expect(isHopeless([loss(0.04, 0)], hoping, 1)).toBe(false);
    expect(isHopeless([{ logLoss: 9, standardError: null, windows: 1 }], hoping, 1)).toBe(false);
  });
});
