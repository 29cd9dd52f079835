import { describe, expect, it } from '@jest/globals';
import { describeSettlement } from './write-reproduction.ts';

describe('describeSettlement', () => {
  it('names the blocks in the order of the model, and never rounds up to certainty', () => {
    expect(describeSettlement({ isSettled: true, lowest: [21, 12, 20], setConfidence: 0.99996, open: [] })).toBe(
      'Reading ended when the 3 lowest blocks were known: 12, 20, 21, with a confidence of 99.9 %.',
    );
  });

  it('speaks of one block as of one', () => {
    expect(describeSettlement({ isSettled: true, lowest: [2], setConfidence: 0.97, open: [] })).toBe(
      'Reading ended when the lowest block was known: 2, with a confidence of 97.0 %.',
    );
  });

  it('names the pairs that a text cannot tell apart', () => {
    expect(describeSettlement({ isSettled: false, lowest: [4, 3], setConfidence: 0.815, open: [[4, 6]] })).toBe(
      'The text ended before the 2 lowest blocks were known: 3, 4 look lowest, with a confidence of 81.5 %. This text shows no difference between: 4 and 6.',
    );
  });
});
