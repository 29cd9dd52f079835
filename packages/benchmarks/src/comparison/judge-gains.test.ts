import { describe, expect, it } from '@jest/globals';
import { judgeGains, type SolvedRepair } from './judge-gains.ts';

/** A repair on one text, with its difference in standard errors. */
interface Case extends Partial<SolvedRepair> {
  readonly z: number;
}

const SOLVED: SolvedRepair = { key: '', removed: [3, 4], repair: 'linear', calibration: 'austen', tokenRule: 'all' };

function judge(cases: readonly Case[]) {
  const shown = cases.map(({ z: _z, ...facts }, place) => ({ ...SOLVED, ...facts, key: `${place}` }));
  const gains = cases.map(({ z }, place) => ({
    key: `${place}`,
    benchmark: 'facts',
    kind: 'multiple-choice' as const,
    difference: z / 100,
    standardError: 0.01,
  }));
  return [...judgeGains(shown, gains, { 'multiple-choice': ['facts'], perplexity: [] })['multiple-choice'].values()];
}

const verdicts = (cases: readonly Case[]) => judge(cases).map(({ verdict }) => verdict);
const WIKIPEDIA = { calibration: 'wikipedia' };

// Two-sided p of the normal distribution: z 2 = 0.0455, z 2.2 = 0.0278, z 2.3 = 0.0214, z 3 = 0.0027.
describe('judgeGains', () => {
  it('calls nothing better on the ground of one text, however large the gain is', () => {
    expect(verdicts([{ z: 9 }])).toEqual(['better-on-this-text']);
    expect(verdicts([{ z: -9 }])).toEqual(['worse-on-this-text']);
  });

  it('calls a repair better where its gain holds on two texts', () => {
    expect(verdicts([{ z: 3 }, { z: 3, ...WIKIPEDIA }])).toEqual(['better', 'better']);
    expect(verdicts([{ z: -3 }, { z: -3, ...WIKIPEDIA }])).toEqual(['worse', 'worse']);
  });

  it('needs the corrected gain on both texts, not only the plain one', () => {
    // 0.0027 · 2 = 0.0054 holds; the other p is the larger one, so it stays 0.0455 and holds too.
    expect(verdicts([{ z: 3 }, { z: 2, ...WIKIPEDIA }])).toEqual(['better', 'better']);
    // A third claim: 0.0027 · 3 holds, 0.0278 · 2 = 0.056 does not.
    const [first, second, third] = judge([{ z: 3 }, { z: 2.2, ...WIKIPEDIA }, { z: 0, repair: 'scalar' }]);
    expect([first?.verdict, second?.verdict, third?.verdict]).toEqual([
      'better-on-this-text',
      'not-distinguishable',
      'not-distinguishable',
    ]);
    expect(second?.holmP).toBeCloseTo(0.0556, 4);
    expect(verdicts([{ z: 3 }, { z: 2.3, ...WIKIPEDIA }, { z: 0, repair: 'scalar' }])).toEqual(['better', 'better', 'not-distinguishable']);
  });

  it.each<[string, Partial<SolvedRepair>]>([
    ['another removal', { removed: [5, 6] }],
    ['another kind of repair', { repair: 'scalar' }],
    ['another token rule', { tokenRule: 'no-sinks' }],
    ['the same text', { calibration: 'austen' }],
    ['a text without a name', { calibration: null }],
  ])('does not count %s as a second text', (_name, facts) => {
    expect(verdicts([{ z: 9 }, { z: 9, ...WIKIPEDIA, ...facts }])).toEqual(['better-on-this-text', 'better-on-this-text']);
  });

  it('does not call a repair better whose texts disagree', () => {
    expect(verdicts([{ z: 9 }, { z: -9, ...WIKIPEDIA }])).toEqual(['better-on-this-text', 'worse-on-this-text']);
  });

  it('judges only what every benchmark measures', () => {
    const gains = [
      { key: 'a', benchmark: 'facts', kind: 'multiple-choice' as const, difference: 0.2, standardError: 0.01 },
      { key: 'a', benchmark: 'words', kind: 'perplexity' as const, difference: -0.2, standardError: 0.01 },
    ];
    const judged = judgeGains([{ ...SOLVED, key: 'a' }], gains, {
      'multiple-choice': ['facts', 'riddles'],
      perplexity: ['words', 'stories'],
    });
    expect([judged['multiple-choice'].size, judged.perplexity.size]).toEqual([0, 0]);
  });

  describe('of perplexity', () => {
    const shown = ['austen', 'wikipedia'].map((calibration) => ({ ...SOLVED, key: calibration, calibration }));
    const gain = (key: string, kind: 'multiple-choice' | 'perplexity', z: number) => {
      const benchmark = kind === 'perplexity' ? 'words' : 'facts';
      return { key, benchmark, kind, difference: z / 100, standardError: 0.01 };
    };
    const judgeAll = (...gains: readonly ReturnType<typeof gain>[]) =>
      judgeGains(shown, gains, { 'multiple-choice': ['facts'], perplexity: ['words'] });

    it('calls a lower perplexity better, and a higher one worse', () => {
      expect(judgeAll(gain('austen', 'perplexity', -9)).perplexity.get('austen')).toMatchObject({
        value: -0.09,
        verdict: 'better-on-this-text',
      });
      expect(judgeAll(gain('austen', 'perplexity', 9)).perplexity.get('austen')?.verdict).toBe('worse-on-this-text');
      const both = judgeAll(gain('austen', 'perplexity', -9), gain('wikipedia', 'perplexity', -9)).perplexity;
      expect([...both.values()].map(({ verdict }) => verdict)).toEqual(['better', 'better']);
    });

    it('corrects over the claims about accuracy too', () => {
      // 0.0278 holds alone, and not twice.
      expect(judgeAll(gain('austen', 'perplexity', -2.2)).perplexity.get('austen')?.verdict).toBe('better-on-this-text');
      const judged = judgeAll(gain('austen', 'perplexity', -2.2), gain('austen', 'multiple-choice', 0));
      expect(judged.perplexity.get('austen')).toMatchObject({ verdict: 'not-distinguishable', holmP: expect.closeTo(0.0556, 4) });
      expect(judged['multiple-choice'].get('austen')?.holmP).toBe(1);
    });

    it('counts a gain of accuracy on one text and of perplexity on the other as two claims', () => {
      const judged = judgeAll(gain('austen', 'multiple-choice', 9), gain('wikipedia', 'perplexity', -9));
      expect(judged['multiple-choice'].get('austen')?.verdict).toBe('better-on-this-text');
      expect(judged.perplexity.get('wikipedia')?.verdict).toBe('better-on-this-text');
    });
  });
});
