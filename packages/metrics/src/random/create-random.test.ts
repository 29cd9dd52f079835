import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from './create-random.ts';

const range = (size: number) => Array.from({ length: size }, (_, i) => i);

// Golden values: CPython 3.11.7, random.Random(seed), the same calls in the same order.
describe('createRandom', () => {
  it('draws places for a bootstrap as the harness does', () => {
    const random = createRandom(0);
    // CPython 3.11: r = random.Random(0); [math.floor(r.random() * 10) for _ in range(10)].
    expect(Array.from({ length: 10 }, () => Math.floor(random.random() * 10))).toEqual([8, 7, 4, 2, 5, 4, 7, 3, 4, 5]);
  });

  it.each([
    [0, [0.8444218515250481, 0.7579544029403025, 0.420571580830845]],
    [1, [0.13436424411240122, 0.8474337369372327, 0.763774618976614]],
    [-7, [0.32383276483316237, 0.15084917392450192, 0.6509344730398537]],
    [1234, [0.9664535356921388, 0.4407325991753527, 0.007491470058587191]],
    [2 ** 32, [0.11299430095636409, 0.41782886486292836, 0.0166763664992291]],
    [2 ** 53 - 1, [0.09425040007102303, 0.22287455761867403, 0.19135148760372034]],
  ])('gives the numbers of Python for seed %i', (seed, expected) => {
    const random = createRandom(seed);
    expect(expected.map(() => random.random())).toEqual(expected);
  });

  it('stays equal to Python after its state was renewed', () => {
    const random = createRandom(5);
    for (let i = 0; i < 1000; i++) random.random();
    expect(random.random()).toBe(0.8713187027692235);
  });

  it('gives the bits of Python', () => {
    const random = createRandom(42);
    expect([1, 8, 16, 31, 32].map((bits) => random.getRandomBits(bits))).toEqual([1, 28, 1639, 1592467581, 1181241943]);
  });

  it('gives the bounded integers of Python', () => {
    const random = createRandom(42);
    expect([1, 2, 3, 10, 1000, 2 ** 31].map((limit) => random.randomBelow(limit))).toEqual([0, 0, 2, 4, 250, 958682846]);
  });

  it('shuffles as Python does, twice in a row, without touching the input', () => {
    const random = createRandom(7);
    const items = range(10);
    expect(random.shuffle(items)).toEqual([8, 3, 1, 4, 7, 0, 9, 6, 2, 5]);
    expect(random.shuffle(items)).toEqual([1, 2, 4, 6, 5, 9, 7, 0, 3, 8]);
    expect(items).toEqual(range(10));
  });

  it.each([
    [
      20,
      5,
      [
        [14, 3, 0, 2, 1],
        [2, 3, 11, 7, 0],
      ],
    ],
    [
      5,
      5,
      [
        [3, 0, 4, 2, 1],
        [0, 4, 1, 3, 2],
      ],
    ],
    [
      21,
      6,
      [
        [14, 3, 0, 2, 1, 17],
        [3, 11, 7, 0, 17, 16],
      ],
    ],
    [
      22,
      3,
      [
        [14, 3, 0],
        [2, 18, 1],
      ],
    ],
    [
      100,
      5,
      [
        [99, 56, 14, 0, 11],
        [74, 4, 85, 88, 10],
      ],
    ],
    [
      64,
      6,
      [
        [56, 7, 0, 5, 58, 51],
        [4, 42, 44, 5, 6, 49],
      ],
    ],
    [
      64,
      10,
      [
        [56, 7, 0, 5, 58, 51, 37, 2, 42, 44],
        [10, 6, 49, 22, 15, 1, 58, 50, 57, 60],
      ],
    ],
    [
      85,
      6,
      [
        [56, 14, 0, 11, 74, 4],
        [10, 12, 45, 30, 2, 3],
      ],
    ],
    [
      86,
      6,
      [
        [56, 14, 0, 11, 74, 4],
        [85, 10, 12, 45, 30, 2],
      ],
    ],
  ])('samples from %i items %i at a time as Python does, by pool or by set', (size, count, expected) => {
    const random = createRandom(1234);
    expect(expected.map(() => random.sample(range(size), count))).toEqual(expected);
  });

  it('draws a permutation and distinct places for any seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 60 }), fc.nat(), (seed, size, pick) => {
        const count = size === 0 ? 0 : pick % (size + 1);
        const random = createRandom(seed);
        expect(random.shuffle(range(size)).sort((a, b) => a - b)).toEqual(range(size));
        const sample = random.sample(range(size), count);
        expect(new Set(sample).size).toBe(count);
      }),
    );
  });

  it.each([0.5, Number.NaN, 2 ** 53])('refuses the seed %p', (seed) => {
    expect(() => createRandom(seed)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it.each([0, 33, 1.5])('refuses %p random bits', (bits) => {
    expect(() => createRandom(0).getRandomBits(bits)).toThrow(/ask for 1 to 32/);
  });

  it.each([0, -1, 2 ** 31 + 1, 0.5])('refuses an integer below %p', (limit) => {
    expect(() => createRandom(0).randomBelow(limit)).toThrow(/must be an integer in 1\.\.2\^31/);
  });

  it.each([-1, 4, 1.5])('refuses a sample of %p from three items', (count) => {
    expect(() => createRandom(0).sample([1, 2, 3], count)).toThrow(/an integer in 0\.\.3/);
  });
});
