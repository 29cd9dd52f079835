import { describe, expect, it } from '@jest/globals';
import { summarizeSpeeds } from './summarize-speeds.ts';

describe('the summary of speeds', () => {
  it('is their median and their middle 80 %, whatever their order', () => {
    // The values 0 to 10: the 10th percentile is 1, the median 5, the 90th percentile 9.
    expect(summarizeSpeeds([10, 3, 7, 0, 5, 1, 9, 2, 8, 4, 6])).toEqual({ typical: 5, spread: { low: 1, high: 9 } });
  });

  it('is the first of two, whose spread is not known, and nothing without any', () => {
    expect(summarizeSpeeds([50, 5])).toEqual({ typical: 50, spread: null });
    expect(summarizeSpeeds([])).toEqual({ typical: null, spread: null });
  });
});
