import { describe, expect, it } from '@jest/globals';
import { findLoss, type LossCell, listHeadlines, listLossBenchmarks } from './find-loss.ts';

const cell = (benchmark: string, facts: Partial<LossCell> = {}): LossCell => ({
  ...{ benchmark, metric: 'acc', value: 0.7, denseValue: 0.8, denseStandardError: 0.03, chance: 0.25 },
  ...{ retention: 0.9, retentionStandardError: 0.03, sampleCount: 200 },
  ...facts,
});
const headlines = (...cells: readonly LossCell[]) => listHeadlines(cells);

describe('the loss of a removal', () => {
  it('is the share of the score that is lost, with the paired error of the retention', () => {
    const loss = findLoss(headlines(cell('a', { retention: 0.97, retentionStandardError: 0.01 })), ['a']);
    expect(loss).toEqual({ scale: 'share', value: expect.closeTo(0.03, 12), standardError: 0.01, documents: 200 });
  });

  it('is averaged over benchmarks, taken as independent', () => {
    const cells = [
      cell('a', { retention: 0.9, retentionStandardError: 0.03 }),
      cell('b', { retention: 1, retentionStandardError: 0.04, sampleCount: 90 }),
    ];
    // (0.1 + 0) / 2 and √(0.03² + 0.04²) / 2.
    expect(findLoss(headlines(...cells), ['a', 'b'])).toEqual({
      scale: 'share',
      value: expect.closeTo(0.05, 12),
      standardError: expect.closeTo(0.025, 12),
      documents: 90,
    });
  });

  it('is the logarithm of the geometric mean of perplexity ratios', () => {
    const text = { metric: 'word_perplexity', value: 11, denseValue: 10 };
    const cells = [
      cell('x', { ...text, retention: 1.1, retentionStandardError: 0.011 }),
      cell('y', { ...text, retention: 1.21, retentionStandardError: 0.0363 }),
    ];
    // ln 1.1 · (1 + 2) / 2, errors 0.01 and 0.03 on the scale of logarithms.
    expect(findLoss(headlines(...cells), ['x', 'y'])).toEqual({
      scale: 'log-ratio',
      value: expect.closeTo(1.5 * Math.log(1.1), 12),
      standardError: expect.closeTo(Math.sqrt(0.01 ** 2 + 0.03 ** 2) / 2, 12),
      documents: 200,
    });
  });

  it('keeps an error where no answer changed: a sample cannot rule out rare changes', () => {
    const loss = findLoss(headlines(cell('a', { retention: 1, retentionStandardError: 0, denseValue: 0.8, sampleCount: 98 })), ['a']);
    // One question of 98 + 2, of a dense score of 0.8.
    expect(loss).toMatchObject({ value: 0, standardError: expect.closeTo(0.0125, 12) });
  });

  it('is not known without a benchmark, with few documents, and without errors', () => {
    expect(findLoss(headlines(cell('a')), ['a', 'b'])).toBe('missing');
    expect(findLoss(headlines(), [])).toBe('missing');
    expect(findLoss(headlines(cell('a', { sampleCount: 29 })), ['a'])).toBe('few-documents');
    expect(findLoss(headlines(cell('a', { retentionStandardError: null })), ['a'])).toBe('no-error');
    expect(findLoss(headlines(cell('a', { retention: null })), ['a'])).toBe('no-error');
  });
});

describe('the benchmarks of a loss', () => {
  const prunings = [
    headlines(cell('a'), cell('b'), cell('text', { metric: 'word_perplexity' })),
    headlines(cell('a'), cell('text', { metric: 'word_perplexity' })),
    headlines(cell('a'), cell('a', { metric: 'acc_norm' })),
  ];

  it('are the scores, or the perplexities, that at least half of the prunings have', () => {
    expect(listLossBenchmarks(prunings, 'average')).toEqual(['a']);
    expect(listLossBenchmarks(prunings, 'perplexity')).toEqual(['text']);
    expect(listLossBenchmarks([], 'average')).toEqual([]);
  });

  it('leave out those on which the whole model guesses: they cannot show a loss', () => {
    const guessed = cell('guessed', { denseValue: 0.27, denseStandardError: 0.03, chance: 0.25 });
    expect(listLossBenchmarks([headlines(cell('a'), guessed)], 'average')).toEqual(['a']);
    expect(listLossBenchmarks([headlines(cell('a'), { ...guessed, denseStandardError: 0.01 })], 'average')).toEqual(['a', 'guessed']);
    expect(listLossBenchmarks([headlines(cell('a'), guessed)], 'guessed')).toEqual(['guessed']);
  });

  it('are the one that is named', () => {
    expect(listLossBenchmarks(prunings, 'b')).toEqual(['b']);
  });
});
