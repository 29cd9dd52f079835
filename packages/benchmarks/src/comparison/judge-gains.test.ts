import { describe, expect, it } from '@jest/globals';
import { judgeGains, type SolvedRepair } from './judge-gains.ts';

/** A repair on one text, with its difference in standard errors. */
interface Case extends Partial<SolvedRepair> {
  readonly z: number;
}

const SOLVED: SolvedRepair = { key: '', removed: [3, 4], repair: 'linear', calibration: 'austen', tokenRule: 'all' };

function judge(cases: readonly Case[]) {
  const shown = cases.map(({ z: _z, ...facts }, place) => ({ ...SOLVED, ...facts, key: `${place}` }));
  const gains = cases.map(({ z }, place) => ({ key: `${place}`, benchmark: 'facts', difference: z / 100, standardError: 0.01 }));
  return [...judgeGains(shown, gains, 1).values()];
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
    const gains = [{ key: 'a', benchmark: 'facts', difference: 0.2, standardError: 0.01 }];
    expect(judgeGains([{ ...SOLVED, key: 'a' }], gains, 2).size).toBe(0);
  });
});
