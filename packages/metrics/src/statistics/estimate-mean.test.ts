import { describe, expect, it } from '@jest/globals';
import { estimateMean } from './estimate-mean.ts';

describe('estimateMean', () => {
  it('has the standard error and the interval of scipy', () => {
    // scipy 1.17.1: scipy.stats.sem(v), scipy.stats.t.interval(0.95, 5, loc=numpy.mean(v), scale=scipy.stats.sem(v))
    const { mean, standardError, interval } = estimateMean([0.74, 0.81, 0.78, 0.8, 0.76, 0.79]);
    expect(mean).toBeCloseTo(0.7799999999999999, 12);
    expect(standardError).toBeCloseTo(0.010645812948447552, 12);
    expect(interval?.low).toBeCloseTo(0.7526340666091388, 10);
    expect(interval?.high).toBeCloseTo(0.807365933390861, 10);
  });

  it('of one value is that value, without an interval', () => {
    expect(estimateMean([0.5])).toEqual({ mean: 0.5, standardError: null, interval: null });
  });
});
