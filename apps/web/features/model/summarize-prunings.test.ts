import { describe, expect, it } from '@jest/globals';
import { findGuessing } from './summarize-prunings.ts';

describe('findGuessing', () => {
  it('is the mean of chance ÷ dense over the benchmarks of a curve, and unknown where one has no chance level', () => {
    const guessing = { pairs: 0.5 / 0.8, quarters: 0.25 / 0.5 };
    expect(findGuessing(guessing, ['pairs', 'quarters'])).toBeCloseTo((0.625 + 0.5) / 2, 12);
    expect(findGuessing(guessing, ['pairs', 'written'])).toBeNull();
    expect(findGuessing(guessing, [])).toBeNull();
  });
});
