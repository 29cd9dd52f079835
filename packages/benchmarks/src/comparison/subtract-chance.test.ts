import { describe, expect, it } from '@jest/globals';
import { type MeasuredRetention, subtractChance } from './subtract-chance.ts';

/** Dense 0.75, pruned 0.6, chance 0.25. */
const MEASURED: MeasuredRetention = {
  metric: 'acc',
  chance: 0.25,
  denseValue: 0.75,
  denseStandardError: 0.03,
  retention: 0.8,
  retentionStandardError: 0.04,
};

describe('subtractChance', () => {
  it('is (pruned − chance) ÷ (dense − chance), with the standard error multiplied by dense ÷ (dense − chance)', () => {
    // (0.6 − 0.25) / 0.5 = 0.7; 0.04 · 0.75 / 0.5 = 0.06.
    expect(subtractChance(MEASURED)).toEqual({ value: expect.closeTo(0.7, 12), standardError: expect.closeTo(0.06, 12) });
  });

  it('is 1 for a model that lost nothing, 0 for one that guesses, and below 0 for one that is worse than guessing', () => {
    const kept = (retention: number) => subtractChance({ ...MEASURED, retention })?.value;
    expect(kept(1)).toBe(1);
    // Guessing has the accuracy 0.25, a third of 0.75.
    expect(kept(1 / 3)).toBeCloseTo(0, 12);
    // (0.15 − 0.25) / 0.5.
    expect(kept(0.2)).toBeCloseTo(-0.2, 12);
  });

  it('is the raw retention where no answer is right by chance', () => {
    expect(subtractChance({ ...MEASURED, metric: 'exact_match,strict-match', chance: 0 })).toEqual({
      value: expect.closeTo(0.8, 12),
      standardError: expect.closeTo(0.04, 12),
    });
  });

  it('has no standard error if the retention has none', () => {
    expect(subtractChance({ ...MEASURED, retentionStandardError: null })).toMatchObject({ standardError: null });
  });

  it('is null if the dense model guesses: at most one standard error above chance', () => {
    expect(subtractChance({ ...MEASURED, denseValue: 0.25 + 0.03125, denseStandardError: 0.03125 })).toBeNull();
    expect(subtractChance({ ...MEASURED, denseValue: 0.25 + 0.0625, denseStandardError: 0.03125 })).not.toBeNull();
    expect(subtractChance({ ...MEASURED, denseValue: 0.2 })).toBeNull();
    expect(subtractChance({ ...MEASURED, denseValue: 0.25, denseStandardError: null })).toBeNull();
  });

  it('is null without a chance level, without a dense score, without a retention, and for metrics that are no accuracies', () => {
    expect(subtractChance({ ...MEASURED, chance: null })).toBeNull();
    expect(subtractChance({ ...MEASURED, denseValue: null })).toBeNull();
    expect(subtractChance({ ...MEASURED, retention: null })).toBeNull();
    expect(subtractChance({ ...MEASURED, metric: 'brier_score' })).toBeNull();
    expect(subtractChance({ ...MEASURED, metric: 'word_perplexity' })).toBeNull();
  });
});
