import { describe, expect, it } from '@jest/globals';
import { type AllocatedUnit, allocate } from './allocate.ts';
import type { UnitOption } from './bounds.ts';

/** A repeatable sequence of numbers in [0, 1). */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function createUnits(seed: number, { count, options, lump }: { count: number; options: number; lump: number }): AllocatedUnit[] {
  const next = createNumbers(seed);
  return Array.from({ length: count }, (_, unit) => ({
    unit: `unit ${unit}`,
    options: Array.from({ length: options }, (__, option) => ({
      name: `type ${option}`,
      bytes: Math.floor(next() * 40) * lump,
      divergence: next() ** 3,
    })),
  }));
}

/** All combinations, tried one by one. */
function tryAll(units: readonly AllocatedUnit[], budget: number): { bytes: number; divergence: number } | null {
  let best: { bytes: number; divergence: number } | null = null;
  const walk = (place: number, bytes: number, divergence: number): void => {
    const unit = units[place];
    if (unit === undefined) {
      if (
        bytes <= budget &&
        (best === null || divergence < best.divergence - 1e-12 || (divergence <= best.divergence + 1e-12 && bytes < best.bytes))
      )
        best = { bytes, divergence };
      return;
    }
    for (const option of unit.options) walk(place + 1, bytes + option.bytes, divergence + option.divergence);
  };
  walk(0, 0, 0);
  return best;
}

describe('allocate', () => {
  it.each(Array.from({ length: 24 }, (_, seed) => seed))('finds the best of all combinations: seed %i', (seed) => {
    const units = createUnits(seed, { count: 6, options: 4, lump: 1 + (seed % 3) });
    for (const budget of [60, 100, 140, 200, 400].map((bytes) => bytes * (1 + (seed % 3)))) {
      const expected = tryAll(units, budget);
      if (expected === null) {
        expect(() => allocate(units, budget)).toThrow(expect.objectContaining({ code: 'BUDGET_TOO_SMALL' }));
        continue;
      }
      const found = allocate(units, budget);
      expect(found.divergence).toBeCloseTo(expected.divergence, 12);
      expect(found.bytes).toBe(expected.bytes);
    }
  });

  it('finds what a greedy choice along the convex hulls misses', () => {
    const option = (name: string, bytes: number, divergence: number): UnitOption => ({ name, bytes, divergence });
    const units = [
      { unit: 'a', options: [option('small', 0, 10), option('large', 10, 0)] },
      { unit: 'b', options: [option('small', 0, 9), option('large', 9, 0.5)] },
      { unit: 'c', options: [option('small', 0, 2), option('large', 5, 0)] },
    ];
    expect(allocate(units, 14)).toEqual({
      budget: 14,
      feasible: true,
      bytes: 14,
      divergence: 2.5 + 8,
      choice: { a: 'small', b: 'large', c: 'large' },
    });
  });

  it('allocates hundreds of units, of which most have the same sizes', () => {
    const next = createNumbers(7);
    const units = Array.from({ length: 240 }, (_, unit) => ({
      unit: `${unit}`,
      options: [54, 84, 110, 144, 176, 210, 272].map((bytes, rank) => ({
        name: `${rank}`,
        bytes: bytes * (unit % 2 === 0 ? 9216 : 24_576),
        divergence: next() * 4 ** -rank,
      })),
    }));
    const { bytes } = allocate(units, 700_000_000);
    expect(bytes).toBeLessThanOrEqual(700_000_000);
  });

  it.each([
    [
      'a budget below the least possible',
      [{ unit: 'a', options: [{ name: 'x', bytes: 5, divergence: 0 }] }],
      'BUDGET_TOO_SMALL',
      /least possible one, 5 bytes/,
    ],
    ['a unit without options', [{ unit: 'a', options: [] }], 'BAD_USER_INPUT', /a has no options/],
    [
      'a divergence that is no number',
      [{ unit: 'a', options: [{ name: 'x', bytes: 5, divergence: Number.NaN }] }],
      'BAD_USER_INPUT',
      /option x of a/,
    ],
  ])('refuses %s', (_, units, code, message) => {
    expect(() => allocate(units, 4)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
