import { describe, expect, it } from '@jest/globals';
import { STRATEGY } from '@lamina/strategies';
import { confirmDifference, type JudgedOutcome } from './confirm-difference.ts';

type Facts = Partial<Pick<JudgedOutcome['outcome'], 'strategy' | 'chosenOn' | 'draws' | 'protectFirst'>> & {
  readonly verdict?: 'better' | 'worse' | 'not-distinguishable';
};

function judged({ verdict = 'better', ...facts }: Facts): JudgedOutcome {
  const outcome = { strategy: STRATEGY.greedyLoss, chosenOn: 'austen', draws: 1, protectFirst: false, protectLast: false, ...facts };
  const difference = {
    value: 0.1,
    standardError: 0.01,
    error: 'paired',
    confidenceInterval: { low: 0.08, high: 0.12 },
    p: 0,
    holmP: 0,
  } as const;
  const measured = { key: null, removed: null, value: null, result: 0.9, standardError: 0.01, degreesOfFreedom: Number.POSITIVE_INFINITY };
  return { outcome: { ...outcome, ...measured }, difference: { ...difference, verdict } };
}

function verdictsOf(facts: readonly Facts[]): readonly unknown[] {
  const all = facts.map(judged);
  return all.map((one) => confirmDifference(one, all)?.verdict);
}

const WIKIPEDIA = { chosenOn: 'wikipedia' };
const EVOLUTIONARY = { strategy: STRATEGY.evolutionary };

describe('confirmDifference', () => {
  it('calls a strategy better or worse where two texts show the same', () => {
    expect(verdictsOf([{}])).toEqual(['better-on-this-text']);
    expect(verdictsOf([{}, WIKIPEDIA])).toEqual(['better', 'better']);
    expect(verdictsOf([{ verdict: 'worse' }, { ...WIKIPEDIA, verdict: 'worse' }])).toEqual(['worse', 'worse']);
  });

  it('takes no other side, strategy or protection for the same', () => {
    expect(verdictsOf([{}, { ...WIKIPEDIA, verdict: 'worse' }])).toEqual(['better-on-this-text', 'worse-on-this-text']);
    expect(verdictsOf([{}, { ...WIKIPEDIA, verdict: 'not-distinguishable' }])).toEqual(['better-on-this-text', 'not-distinguishable']);
    expect(verdictsOf([{}, { ...WIKIPEDIA, strategy: STRATEGY.iterate }])).toEqual(['better-on-this-text', 'better-on-this-text']);
    expect(verdictsOf([{}, { ...WIKIPEDIA, protectFirst: true }])).toEqual(['better-on-this-text', 'better-on-this-text']);
  });

  it('needs three seeds of an evolutionary search on one of the texts', () => {
    expect(verdictsOf([EVOLUTIONARY, { ...EVOLUTIONARY, ...WIKIPEDIA, draws: 2 }])).toEqual(['better-on-this-text', 'better-on-this-text']);
    expect(
      verdictsOf([
        { ...EVOLUTIONARY, draws: 3 },
        { ...EVOLUTIONARY, ...WIKIPEDIA },
      ]),
    ).toEqual(['better', 'better']);
    expect(verdictsOf([{ ...EVOLUTIONARY, draws: 3 }])).toEqual(['better-on-this-text']);
  });

  it('needs no text of a strategy that reads none', () => {
    expect(verdictsOf([{ strategy: STRATEGY.reverse, chosenOn: null, verdict: 'worse' }])).toEqual(['worse']);
  });

  it('leaves a result without a reference as it is', () => {
    const one = { ...judged({}), difference: null };
    expect(confirmDifference(one, [one])).toBeNull();
  });
});
