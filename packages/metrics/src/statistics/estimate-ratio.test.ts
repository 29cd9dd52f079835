import { describe, expect, it } from '@jest/globals';
import { estimateRatio } from './estimate-ratio.ts';

describe('estimateRatio', () => {
  it('is the geometric mean with the interval of scipy', () => {
    // scipy 1.17.1: numpy.exp(scipy.stats.t.interval(0.95, 4, loc=l.mean(), scale=scipy.stats.sem(l))), l = numpy.log(ratios)
    const { ratio, low, high, pairs } = estimateRatio([1.31, 1.25, 1.4, 1.28, 1.33]);
    expect(ratio).toBeCloseTo(1.313028615495163, 12);
    expect(low).toBeCloseTo(1.244957688183633, 12);
    expect(high).toBeCloseTo(1.3848214774467462, 12);
    expect(pairs).toBe(5);
  });

  it('of one pair has no interval', () => {
    expect(estimateRatio([2])).toMatchObject({ ratio: expect.closeTo(2, 12), low: null, high: null });
  });
});
