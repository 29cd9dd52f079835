import { describe, expect, it } from '@jest/globals';
import { averageIndependent, averageOf } from './average-independent.ts';

describe('averageIndependent', () => {
  it('adds variances: errors of 3 and 4 make 5 / 2', () => {
    const results = [
      { value: 10, standardError: 3 },
      { value: 20, standardError: 4 },
    ];
    expect(averageIndependent(results)).toEqual({ average: 15, standardError: 2.5 });
  });

  it('is null where a result is missing, and unsure where an error is', () => {
    expect(averageIndependent([{ value: null, standardError: null }])).toEqual({ average: null, standardError: null });
    const unsure = [
      { value: 1, standardError: 0.1 },
      { value: 3, standardError: null },
    ];
    expect(averageIndependent(unsure)).toEqual({ average: 2, standardError: null });
  });

  it('is null without results', () => {
    expect(averageIndependent([])).toEqual({ average: null, standardError: null });
    expect(averageOf([])).toBeNull();
  });
});
