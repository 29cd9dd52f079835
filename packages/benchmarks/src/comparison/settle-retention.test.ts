import { describe, expect, it } from '@jest/globals';
import { NO_FILTER } from '@lamina/metrics';
import type { SampleEvaluation } from '../evaluation/task-evaluation.ts';
import type { PairedSamples } from './pair-samples.ts';
import { type RetentionLimit, settleAnswers, settleRetention } from './settle-retention.ts';

/** Documents that both models answer; of every 10, `lost` only the dense model gets right. */
function scores(documents: number, lost: number): PairedSamples {
  const side = (isDense: boolean): SampleEvaluation[] =>
    Array.from({ length: documents }, (_, place) => ({
      documentId: `${place}`,
      logLikelihoods: [],
      gold: 0,
      metrics: { acc: place % 10 < 8 && (isDense || place % 10 >= lost) ? 1 : 0 },
    }));
  return { dense: side(true), pruned: side(false) };
}

/** Texts of 100 words that lose 3 to 5 nats. */
function texts(documents: number): PairedSamples {
  const side = (loss: (place: number) => number): SampleEvaluation[] =>
    Array.from({ length: documents }, (_, place) => ({
      documentId: `${place}`,
      logLikelihoods: [-300 - loss(place)],
      gold: null,
      metrics: { words: 100, bytes: 500 },
    }));
  return { dense: side(() => 0), pruned: side((place) => 3 + (place % 3)) };
}

const acc = { metric: 'acc', filter: NO_FILTER } as const;
const ask = (kind: RetentionLimit['kind'], value: number) => ({ limit: { kind, value }, confidence: 0.95, filterCount: 1 }) as const;

describe('a retention', () => {
  it('of scores is settled below, within and above a margin, or open', () => {
    expect(settleRetention(scores(60, 5), acc, ask('margin', 0.02))).toMatchObject({
      quantity: 'difference',
      estimate: -0.5,
      verdict: 'worse',
    });
    expect(settleRetention(scores(400, 0), acc, ask('margin', 0.02))).toMatchObject({ estimate: 0, verdict: 'within' });
    const { dense, pruned } = scores(60, 5);
    expect(settleRetention({ dense: pruned, pruned: dense }, acc, ask('margin', 0.02))).toMatchObject({ estimate: 0.5, verdict: 'better' });
    expect(settleRetention(scores(60, 1), acc, ask('margin', 0.1))).toMatchObject({ verdict: 'open' });
  });

  it('of scores is settled beside a share of the dense score', () => {
    // 3 of 8 right answers stay: 0.375 of the dense score; the surplus over half of it is 0.3 − 0.5 · 0.8.
    const worse = settleRetention(scores(400, 5), acc, ask('retention', 0.5));
    expect(worse).toMatchObject({ quantity: 'surplus', method: 'betting@1', verdict: 'worse' });
    expect(worse.estimate).toBeCloseTo(-0.1, 12);
    expect(settleRetention(scores(400, 5), acc, ask('retention', 0.2)).verdict).toBe('better');
    expect(settleRetention(scores(40, 5), acc, ask('retention', 0.35)).verdict).toBe('open');
  });

  it('says the same of stored answers', () => {
    const { dense, pruned } = scores(60, 5);
    const pairs = dense.map(({ metrics }, place) => [pruned[place]?.metrics.acc ?? Number.NaN, metrics.acc ?? Number.NaN] as const);
    const { filterCount, ...asked } = ask('retention', 0.5);
    expect(settleAnswers(pairs, { isOfScores: true, ...asked })).toEqual(
      settleRetention({ dense, pruned }, acc, { filterCount, ...asked }),
    );
    const losses = texts(60).dense.map((_, place) => [-3 - (place % 3), 100] as const);
    expect(settleAnswers(losses, { isOfScores: false, ...asked })).toEqual(
      settleRetention(texts(60), { metric: 'word_perplexity', filter: NO_FILTER }, { filterCount, ...asked }),
    );
  });

  it('of perplexities is settled by the loss of a word', () => {
    const headline = { metric: 'word_perplexity', filter: NO_FILTER } as const;
    const worse = settleRetention(texts(60), headline, ask('margin', 0.02));
    expect(worse).toMatchObject({ quantity: 'log-ratio', method: 'anytime-t@1', verdict: 'worse' });
    expect(worse.estimate).toBeCloseTo(-0.04, 12);
    expect(settleRetention(texts(60), headline, ask('margin', 0.05)).verdict).toBe('within');
    // exp(−0.04) of the dense model's is 0.961.
    expect(settleRetention(texts(60), headline, ask('retention', 0.98)).verdict).toBe('worse');
    expect(settleRetention(texts(60), headline, ask('retention', 0.94)).verdict).toBe('better');
    expect(settleRetention(texts(31), headline, ask('margin', 0.02))).toMatchObject({ interval: null, verdict: 'open' });
  });

  it('refuses a metric that is neither a score nor a perplexity', () => {
    expect(() => settleRetention(texts(8), { metric: 'brier_score', filter: NO_FILTER }, ask('margin', 0.02))).toThrow('brier_score');
  });
});
