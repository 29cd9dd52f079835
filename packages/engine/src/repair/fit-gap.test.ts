import { afterAll, describe, expect, it } from '@jest/globals';
import { type CollectedMoments, createMomentCollector, getRepair } from '@lamina/metrics';
import { createSeededRandom } from '@lamina/test-utils/models';
import { chooseAlphaFactor } from './fit-gap.ts';
import { createFloat64Products } from './products.ts';

const WIDTH = 4;
const { multiply, release } = createFloat64Products({ threads: 1 });
afterAll(release);

interface Text {
  readonly entering: Float32Array;
  readonly leaving: Float32Array;
}

/** Sinks, 300 times as long, that grow by a half; and ordinary tokens that change by chance, so that nothing can be learned from them. */
function makeText(seed: string, { sinks, others }: { readonly sinks: number; readonly others: number }): Text {
  const random = createSeededRandom(seed);
  const entering = Float32Array.from({ length: (sinks + others) * WIDTH }, (_, cell) => random() * (cell < sinks * WIDTH ? 300 : 1));
  const leaving = entering.map((value, cell) => (cell < sinks * WIDTH ? 1.5 * value : value + random()));
  return { entering, leaving };
}

async function collect({ entering, leaving }: Text, sinks: number): Promise<CollectedMoments['moments']> {
  const collector = createMomentCollector({ width: WIDTH, balanced: false, rotates: false, multiply });
  await collector.add({ entering, leaving, basis: null, isFirst: (token) => token < sinks });
  return (await collector.finish()).moments;
}

/** ‖XW − Y‖² / ‖X − Y‖² from rows, from token `first` on. */
function errorOf({ entering, leaving }: Text, matrix: Float64Array, first: number): number {
  let [left, step] = [0, 0];
  for (let cell = first * WIDTH; cell < entering.length; cell += 1) {
    const row = cell - (cell % WIDTH);
    let repaired = 0;
    for (let inner = 0; inner < WIDTH; inner += 1) repaired += (entering[row + inner] ?? 0) * (matrix[inner * WIDTH + (cell % WIDTH)] ?? 0);
    left += (repaired - (leaving[cell] ?? 0)) ** 2;
    step += ((entering[cell] ?? 0) - (leaving[cell] ?? 0)) ** 2;
  }
  return left / step;
}

describe('chooseAlphaFactor', () => {
  it('takes the power of ten around the default that errs least on tokens that are no sinks', async () => {
    const [few, many] = [makeText('seen', { sinks: 2, others: 6 }), makeText('unseen', { sinks: 2, others: 60 })];
    const [seen, unseen] = [await collect(few, 2), await collect(many, 2)];
    const factors = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((exponent) => 10 ** exponent);
    const bestFrom = async (first: number): Promise<number> => {
      const errors: number[] = [];
      for (const factor of factors) {
        const { operator } = await getRepair('linear').solve(seen.all, { alpha: (factor * WIDTH) / (5 * 8), rank: 1, multiply });
        if (operator.form !== 'matrix') throw new Error('linear solves a matrix');
        errors.push(errorOf(many, operator.matrix.values, first));
      }
      return factors[errors.indexOf(Math.min(...errors))] ?? Number.NaN;
    };
    const chosen = await chooseAlphaFactor({ repair: getRepair('linear'), multiply, seen: seen.all, unseen: unseen['no-sinks'] });
    expect(chosen).toBe(await bestFrom(2));
    // With sinks, another ridge errs least.
    expect(await bestFrom(0)).not.toBe(chosen);
    expect(await chooseAlphaFactor({ repair: getRepair('low-rank'), multiply, seen: seen.all, unseen: unseen['no-sinks'] })).toBe(chosen);
  });

  it('stays at the default where every ridge errs alike', async () => {
    const still = makeText('still', { sinks: 1, others: 8 });
    const { all } = await collect({ entering: still.entering, leaving: still.entering }, 1);
    expect(await chooseAlphaFactor({ repair: getRepair('linear'), multiply, seen: all, unseen: all })).toBe(1);
  });
});
