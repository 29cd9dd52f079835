import { describe, expect, it } from '@jest/globals';
import { findHeadline, isScore } from './find-headline.ts';

const headlineOf = (...metrics: string[]) => findHeadline(metrics.map((metric) => ({ metric })))?.metric;

describe('findHeadline', () => {
  it('is the accuracy of choices, the match of written answers, the perplexity of texts', () => {
    expect(headlineOf('acc_norm', 'acc')).toBe('acc');
    expect(headlineOf('perplexity', 'acc')).toBe('acc');
    expect(headlineOf('exact_match')).toBe('exact_match');
    expect(headlineOf('byte_perplexity', 'word_perplexity', 'bits_per_byte')).toBe('word_perplexity');
    expect(headlineOf('brier_score')).toBeUndefined();
  });

  it('is the strict filter of answers that are read by several, in whatever order they come', () => {
    expect(headlineOf('exact_match,flexible-extract', 'exact_match,strict-match')).toBe('exact_match,strict-match');
    expect(headlineOf('exact_match,strict-match', 'exact_match,flexible-extract')).toBe('exact_match,strict-match');
    expect(headlineOf('exact_match,zeta', 'exact_match,alpha')).toBe('exact_match,zeta');
  });
});

describe('isScore', () => {
  it('is told with or without a filter', () => {
    expect(['acc', 'exact_match,strict-match', 'rouge1', 'word_perplexity', 'acc_norm'].map(isScore)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
