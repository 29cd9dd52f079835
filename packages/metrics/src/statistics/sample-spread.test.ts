import { describe, expect, it } from '@jest/globals';
import { sampleDeviation, sampleMean, sampleVariance, standardErrorOfMean } from './sample-spread.ts';

describe('sample mean, variance, deviation and standard error', () => {
  // Python 3.11: statistics.mean, variance and stdev of [0.25, 1.5, 2.75, 10.0], and stdev / math.sqrt(4).
  const values = [0.25, 1.5, 2.75, 10];

  it("are those of Python's statistics module", () => {
    expect(sampleMean(values)).toBe(3.625);
    expect(sampleVariance(values)).toBeCloseTo(19.104166666666668, 13);
    expect(sampleDeviation(values)).toBeCloseTo(4.370831347314452, 14);
    expect(standardErrorOfMean(values)).toBeCloseTo(2.185415673657226, 14);
  });

  it('are the same for typed arrays', () => {
    expect(sampleDeviation(Float64Array.from(values))).toBe(sampleDeviation(values));
  });

  it('of one value, or of values that overflow, are unknown', () => {
    expect(sampleVariance([3])).toBeNull();
    expect(sampleDeviation([])).toBeNull();
    expect(standardErrorOfMean([1, Number.POSITIVE_INFINITY])).toBeNull();
    expect(sampleVariance([-1e200, 1e200])).toBeNull();
  });
});
