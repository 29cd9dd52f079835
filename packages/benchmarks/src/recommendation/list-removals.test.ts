import { describe, expect, it } from '@jest/globals';
import { describeRecommendation } from './describe-recommendation.ts';
import type { LossCell } from './find-loss.ts';
import { listRemovals, type StoredPruning } from './list-removals.ts';
import { recommendRemoval } from './recommend-removal.ts';

const score = (retention: number): LossCell => ({
  ...{ benchmark: 'facts', metric: 'acc', value: 0.8 * retention, denseValue: 0.8, denseStandardError: 0.03, chance: 0.25 },
  ...{ retention, retentionStandardError: 0.01, sampleCount: 200 },
});
const perplexity = (retention: number): LossCell => ({
  ...{ benchmark: 'book', metric: 'word_perplexity', value: 20 * retention, denseValue: 20, denseStandardError: 1, chance: null },
  ...{ retention, retentionStandardError: 0.02 * retention, sampleCount: 200 },
});
const pruning = (removed: readonly number[], cells: readonly LossCell[]): StoredPruning => ({
  ...{ key: removed.join(), strategy: 'block-influence', removed, removedAttention: [], removedMlp: [] },
  ...{ chosenOn: null, removedParameters: 10 * removed.length, cacheBytesPerToken: null, repair: null, cells },
});

describe('the removals of a model', () => {
  const prunings = [pruning([1, 2], [score(0.98), perplexity(2.5)]), pruning([1], [score(0.99), perplexity(1.1)])];
  const list = (metric: string, some = prunings) => listRemovals(some, { metric, units: null });
  const sentence = (metric: string): string =>
    describeRecommendation({
      ...{ recommendation: recommendRemoval(list(metric).candidates, 0.2), maximumLoss: 0.2, subject: 'of it', reason: null },
    });

  it('give the loss of perplexity if a score is limited', () => {
    for (const metric of ['average', 'facts'])
      expect(list(metric).candidates.map(({ otherLoss }) => otherLoss)).toEqual(
        [2.5, 1.1].map((ratio) => ({
          ...{ metric: 'perplexity', benchmarks: ['book'] },
          loss: { scale: 'log-ratio', value: Math.log(ratio), standardError: expect.closeTo(0.02, 12), documents: 200 },
        })),
      );
    // 2.5 · exp(∓1.95996 · 0.02), by Python 3.12.
    expect(sentence('average')).toMatch(
      /^Remove blocks 1, 2: .* It also makes perplexity 2\.50 times that of the whole model \(95 %: 2\.40 to 2\.60\)\.$/,
    );
  });

  it('give the loss of scores if a perplexity is limited', () => {
    for (const metric of ['perplexity', 'book'])
      expect(list(metric).candidates[0]?.otherLoss).toMatchObject({
        ...{ metric: 'average', benchmarks: ['facts'] },
        loss: { scale: 'share', value: expect.closeTo(0.02, 12), standardError: 0.01 },
      });
    expect(sentence('perplexity')).toMatch(/^Remove block 1: .* It also loses 1 % \(95 %: −1 % to 3 %\) of the retention on facts\.$/);
  });

  it('say nothing else where nothing else was measured', () => {
    const scores = [pruning([1], [score(0.99)])];
    expect(list('average', scores).candidates).toMatchObject([{ otherLoss: null }]);
  });

  it('name every text whose scores led to them', () => {
    const texts = ['novel', null, 'articles', 'novel'].map((chosenOn) => ({ ...pruning([1], [score(0.99)]), chosenOn }));
    expect(list('average', [...texts, pruning([2], [score(0.9)])]).candidates.map(({ chosenOn }) => chosenOn)).toEqual([
      ['novel', 'articles'],
      [],
    ]);
  });
});
