import { describe, expect, it } from '@jest/globals';
import { formatFixed, formatIndices, formatPercent, formatSignificant } from './format.ts';

describe('formatIndices', () => {
  it('writes runs of three and more as ranges', () => {
    expect(formatIndices([0, 1, 2, 5, 7, 8])).toBe('0–2, 5, 7, 8');
    expect(formatIndices([])).toBe('none');
  });
});

describe('numbers', () => {
  it('has a dash for what is not there, never a zero', () => {
    expect([formatFixed(null, 3), formatPercent(undefined), formatSignificant(Number.NaN)]).toEqual(['–', '–', '–']);
  });

  it('uses a real minus sign', () => {
    expect(formatFixed(-0.5, 1)).toBe('−0.5');
  });

  it('keeps three digits whatever the size', () => {
    expect([formatSignificant(6.2), formatSignificant(1234.5), formatSignificant(2.5e7)]).toEqual(['6.20', '1,230', '2.50e+7']);
  });
});
