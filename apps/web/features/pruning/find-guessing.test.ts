import { describe, expect, it } from '@jest/globals';
import { findGuessing, listGuessing } from './find-guessing.ts';

describe('listGuessing', () => {
  it('is chance ÷ dense, where both are known and the dense model has an accuracy', () => {
    const dense = [
      { benchmark: 'pairs', value: 0.8, chance: 0.5 },
      { benchmark: 'written', value: 0.7, chance: null },
      { benchmark: 'later', value: null, chance: 0.25 },
      { benchmark: 'broken', value: 0, chance: 0.25 },
    ];
    expect(listGuessing(dense)).toEqual({ pairs: 0.625 });
  });
});

describe('findGuessing', () => {
  it('is the mean of chance ÷ dense over the benchmarks of a curve, and unknown where one has no chance level', () => {
    const guessing = { pairs: 0.5 / 0.8, quarters: 0.25 / 0.5 };
    expect(findGuessing(guessing, ['pairs', 'quarters'])).toBeCloseTo((0.625 + 0.5) / 2, 12);
    expect(findGuessing(guessing, ['pairs', 'written'])).toBeNull();
    expect(findGuessing(guessing, [])).toBeNull();
  });
});
