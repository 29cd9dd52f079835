import { describe, expect, it } from '@jest/globals';
import { numbers } from './numbers.ts';

describe('numbers', () => {
  it('have a dash for what is not there, never a zero', () => {
    expect([numbers.fixed(null, 3), numbers.percent(undefined), numbers.significant(Number.NaN)]).toEqual(['–', '–', '–']);
  });

  it('have a real minus sign', () => {
    expect([numbers.fixed(-0.5, 1), numbers.percent(-0.125)]).toEqual(['−0.5', '−12.5 %']);
  });

  it('keep three digits whatever the size', () => {
    expect([6.2, 1234.5, 2.5e7].map((value) => numbers.significant(value))).toEqual(['6.20', '1,230', '2.50e+7']);
  });

  it('write percents as short as they are, and in a column all with the same decimals', () => {
    expect([numbers.percent(0.25), numbers.percent(0.083), numbers.percent(0.25, 1)]).toEqual(['25 %', '8.3 %', '25.0 %']);
  });

  it('write a small share as small, and only nothing as 0 %', () => {
    expect([numbers.percent(0.0004, 1), numbers.percent(-0.0001), numbers.percent(0, 1)]).toEqual(['under 0.1 %', 'under 0.1 %', '0 %']);
  });
});
