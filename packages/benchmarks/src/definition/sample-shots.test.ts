import { describe, expect, it } from '@jest/globals';
import { createShotSampler } from './sample-shots.ts';

const POOL = [...'abcdefgh'].map((letter) => ({ letter }));
const lettersOf = (rows: readonly object[]) => rows.map((row) => ('letter' in row ? row.letter : undefined));
const RULES = { count: null, sampler: 'default', split: 'train', dropsOwnRow: false } as const;

describe('createShotSampler', () => {
  it('draws on from question to question, as Random(1234).sample does', () => {
    const sample = createShotSampler(POOL, RULES, 2);
    // Python 3.11: r = random.Random(1234); [r.sample(pool, 2) for _ in range(3)].
    expect([1, 2, 3].map(() => lettersOf(sample({})))).toEqual([
      ['h', 'a'],
      ['a', 'h'],
      ['a', 'f'],
    ]);
  });

  it('draws one more where the question may be among its examples, and takes it out', () => {
    const sample = createShotSampler(POOL, { ...RULES, dropsOwnRow: true }, 2);
    // Python 3.11: s = r.sample(pool, 3); [x for x in s if x != doc][:2], for the first four rows.
    expect(POOL.slice(0, 4).map((row) => lettersOf(sample(row)))).toEqual([
      ['h', 'g'],
      ['g', 'e'],
      ['a', 'f'],
      ['b', 'a'],
    ]);
  });

  it('takes the first rows for every question', () => {
    const sample = createShotSampler(POOL, { ...RULES, sampler: 'first_n' }, 3);
    expect(lettersOf(sample({}))).toEqual(['a', 'b', 'c']);
    const own = createShotSampler(POOL, { ...RULES, sampler: 'first_n', dropsOwnRow: true }, 3);
    expect(lettersOf(own({ letter: 'b' }))).toEqual(['a', 'c', 'd']);
  });

  it('shows no examples when none are asked for, whatever the pool', () => {
    expect(createShotSampler([], RULES, 0)({})).toEqual([]);
  });

  it('refuses a pool that is too small, counting the question itself', () => {
    expect(() => createShotSampler(POOL, { ...RULES, dropsOwnRow: true }, 8)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('8 examples need a pool of 9 rows') }),
    );
  });
});
