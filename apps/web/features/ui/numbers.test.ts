import { describe, expect, it } from '@jest/globals';
import { createNumbers } from './numbers.ts';

describe('numbers', () => {
  const english = createNumbers('en');

  it('have a dash for what is not there, never a zero', () => {
    expect([english.fixed(null, 3), english.percent(undefined), english.significant(Number.NaN)]).toEqual(['–', '–', '–']);
  });

  it('have a real minus sign', () => {
    expect([english.fixed(-0.5, 1), english.percent(-0.125)]).toEqual(['−0.5', '−12.5 %']);
  });

  it('keep three digits whatever the size', () => {
    expect([6.2, 1234.5, 2.5e7].map((value) => english.significant(value))).toEqual(['6.20', '1,230', '2.50e+7']);
  });

  it('write percents as short as they are, and in a column all with the same decimals', () => {
    expect([english.percent(0.25), english.percent(0.083), english.percent(0.25, 1)]).toEqual(['25 %', '8.3 %', '25.0 %']);
  });

  it('write a small share as small, and only nothing as 0 %', () => {
    expect([english.percent(0.0004, 1), english.percent(-0.0001), english.percent(0, 1)]).toEqual(['under 0.1 %', 'under 0.1 %', '0 %']);
  });

  it('are written as the reader of another language expects', () => {
    const german = createNumbers('de-DE');
    expect([german.fixed(0.9134, 3), german.integer(1234567), german.percent(0.255)]).toEqual(['0,913', '1.234.567', '25,5 %']);
    expect(createNumbers('hi-IN').integer(1234567)).toBe('12,34,567');
  });
});
