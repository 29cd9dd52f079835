import { describe, expect, it } from '@jest/globals';
import { recommendRemoval } from './recommend-removal.ts';

const share = (removedParameters: number, value: number, standardError: number, documents = 200) => ({
  removedParameters,
  loss: { scale: 'share' as const, value, standardError, documents },
});

describe('the recommended removal', () => {
  it('says how probable it is that one removal loses no more than is allowed', () => {
    const { verdict, choice, surer } = recommendRemoval([share(10, 0.03, 0.01)], 0.05);
    // Φ((0.05 − 0.03) / 0.01) = Φ(2); alone there is nothing to correct.
    expect(choice).toMatchObject({
      loss: 0.03,
      probabilityWithin: expect.closeTo(0.9772498680518208, 12),
      correctedProbability: expect.closeTo(0.9772498680518208, 12),
    });
    expect(choice?.interval.low).toBeCloseTo(0.03 - 1.959963984540054 * 0.01, 12);
    expect(choice?.interval.high).toBeCloseTo(0.03 + 1.959963984540054 * 0.01, 12);
    expect([verdict, surer]).toEqual(['within', null]);
  });

  it('reads perplexities on the scale of logarithms', () => {
    const candidate = {
      removedParameters: 1,
      loss: { scale: 'log-ratio' as const, value: Math.log(1.02), standardError: 0.01, documents: 60 },
    };
    const { choice } = recommendRemoval([candidate], 0.05);
    // (ln 1.05 − ln 1.02) / 0.01 = 2.8987537; Python 3.12: NormalDist().cdf(2.8987537).
    expect(choice?.probabilityWithin).toBeCloseTo(0.9981267546, 8);
    expect(choice?.loss).toBeCloseTo(0.02, 12);
    expect(choice?.interval.high).toBeCloseTo(1.02 * Math.exp(1.959963984540054 * 0.01) - 1, 12);
  });

  it('is the one that saves most of those whose estimate is within', () => {
    const { verdict, choice, surer } = recommendRemoval([share(1, 0, 0.01), share(3, 0.08, 0.01), share(2, 0.04, 0.01)], 0.05);
    expect(choice?.candidate.removedParameters).toBe(2);
    // Φ(1) alone. The smallest p is 1 − Φ(5), times 3; this one 1 − Φ(1), times 2.
    expect(choice?.probabilityWithin).toBeCloseTo(0.8413447460685429, 12);
    expect(choice?.correctedProbability).toBeCloseTo(1 - 2 * 0.15865525393145707, 12);
    expect(verdict).toBe('likely');
    expect(surer?.candidate.removedParameters).toBe(1);
    expect(surer?.correctedProbability).toBeCloseTo(1 - 3 * (1 - 0.9999997133484282), 12);
  });

  it('is less sure the more removals it was chosen from', () => {
    const alone = recommendRemoval([share(2, 0.03, 0.01)], 0.05);
    const ofThree = recommendRemoval([share(2, 0.03, 0.01), share(1, 0.2, 0.01), share(1, 0.2, 0.01)], 0.05);
    expect(alone.verdict).toBe('within');
    expect(ofThree.verdict).toBe('likely');
    expect(ofThree.choice?.correctedProbability).toBeCloseTo(1 - 3 * (1 - 0.9772498680518208), 12);
  });

  it('names the next smaller, more certain one if none is certain', () => {
    const { surer } = recommendRemoval([share(3, 0.045, 0.02), share(2, 0.048, 0.02), share(1, 0.04, 0.02)], 0.05);
    expect(surer?.candidate.removedParameters).toBe(1);
  });

  it('says how many documents would decide', () => {
    const { open, documentsNeeded } = recommendRemoval([share(1, 0.04, 0.02, 100)], 0.05);
    expect(open?.candidate.removedParameters).toBe(1);
    // 100 · (1.6448536 · 0.02 / 0.01)² = 1082.2.
    expect(documentsNeeded).toBe(1083);
    expect(recommendRemoval([share(1, 0.05, 0.02)], 0.05)).toMatchObject({ verdict: 'likely', documentsNeeded: null });
  });

  it('is none where every measured removal surely loses more, where one may not, and where nothing is measured', () => {
    const surely = share(2, 0.3, 0.01);
    expect(recommendRemoval([surely, share(1, 0.1, 0.01)], 0.05)).toMatchObject({
      verdict: 'beyond',
      choice: null,
      open: null,
      documentsNeeded: null,
    });
    const undecided = recommendRemoval([surely, share(1, 0.06, 0.01)], 0.05);
    expect(undecided).toMatchObject({ verdict: 'undecided', choice: null });
    expect(undecided.open?.candidate.removedParameters).toBe(1);
    expect(recommendRemoval([], 0.05)).toMatchObject({ verdict: 'unmeasured', choice: null, surer: null, judged: [] });
  });

  it('takes a perplexity without an error as it is', () => {
    const same = { removedParameters: 1, loss: { scale: 'log-ratio' as const, value: 0, standardError: 0, documents: 60 } };
    expect(recommendRemoval([same], 0.05)).toMatchObject({ verdict: 'within', choice: { loss: 0, probabilityWithin: 1 } });
  });
});
