import { afterAll, describe, expect, it } from '@jest/globals';
import { UNCHANGED } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { finish } from '../session/golden.fixture.ts';
import { compareModels } from './compare-models.ts';
import type { RoundedUnit } from './measure-roundings.ts';
import { type RoundUnitsOptions, roundUnits } from './round-units.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const model = writeModelFolder(temporary.path, buildTinyDecoder({ norm: 'pre', blocks: 3, hidden: 96, tied: true, seed: 4 }));
const text = {
  input: { ids: Array.from({ length: 96 }, (_, index) => (index * 7) % 24) },
  window: 24,
  windows: null,
  batch: 2,
  bos: 'never',
} as const;
const measure = (options: Pick<RoundUnitsOptions, 'types' | 'units' | 'blocks'> & Partial<RoundUnitsOptions>) =>
  finish(roundUnits({ model, ...text, usesFallbacks: false, measured: [], ...options, threads: 1 }));

describe('roundUnits', () => {
  it('measures each unit alone: together they are what a model with all of them rounded loses, nearly', async () => {
    const { units, definition } = await measure({ types: ['Q8_0', 'Q4_0'], units: ['attention', 'mlp'], blocks: null });
    expect(units.map(({ unit, block, type }) => `${unit} ${block} ${type}`)).toHaveLength(12);
    expect(definition).toMatchObject({ measures: ['rounding-divergence@1'], positions: 96 });
    for (const type of ['Q8_0', 'Q4_0']) {
      const sum = units.filter((unit) => unit.type === type).reduce((total, { divergence }) => total + (divergence.mean ?? 0), 0);
      const { divergence } = await finish(compareModels({ model, changed: null, change: UNCHANGED, round: type, ...text, threads: 1 }));
      expect(divergence.mean ?? 0).toBeGreaterThan(sum / 2);
      expect(divergence.mean ?? 0).toBeLessThan(sum * 2);
    }
    const [eight, four] = ['Q8_0', 'Q4_0'].map((type) =>
      units.find((unit) => unit.type === type && unit.unit === 'mlp' && unit.block === 1),
    );
    expect(four?.divergence.mean ?? 0).toBeGreaterThan(10 * (eight?.divergence.mean ?? 0));
    expect((four?.bytes ?? 0) / (eight?.bytes ?? 1)).toBeCloseTo(18 / 34, 10);
  });

  it('takes a tied matrix for the embedding, and measures the wanted blocks only', async () => {
    const { units } = await measure({ types: ['Q4_0'], units: ['attention', 'embedding', 'head'], blocks: [2] });
    expect(units.map(({ unit, block }) => [unit, block])).toEqual([
      ['attention', 2],
      ['embedding', null],
    ]);
  });

  it('gives nothing where the weights lie on the grid of the type', async () => {
    const { units } = await measure({ types: ['F32'], units: ['mlp'], blocks: [0] });
    expect(units[0]?.divergence.mean).toBeCloseTo(0, 6);
  });

  it('takes the type of llama.cpp for rows that the blocks of a type do not divide, where it may', async () => {
    const only = { units: ['mlp'], blocks: [0] } as const;
    const [wanted, taken] = [
      await measure({ ...only, types: ['Q2_K'], usesFallbacks: true }),
      await measure({ ...only, types: ['Q4_0'] }),
    ].map(({ units }) => units[0]);
    expect(wanted).toMatchObject({ type: 'Q2_K', storedTypes: ['Q4_0'], bytes: taken?.bytes, divergence: taken?.divergence });
  });

  it('leaves out what an earlier run measured, and tells each group with its sums', async () => {
    const steps = roundUnits({
      ...{ model, ...text, threads: 1, usesFallbacks: false },
      ...{ types: ['Q4_0'], units: ['attention', 'mlp'], blocks: null },
      measured: [1, 2].map((block) => ({ unit: 'attention' as const, block, type: 'Q4_0' })),
    });
    const completed: RoundedUnit[] = [];
    for await (const step of steps) completed.push(...(step.completed?.units ?? [])); // The first step measured nothing.
    expect(completed.map(({ unit, block }) => `${unit} ${block}`).sort()).toEqual(['attention 0', 'mlp 0', 'mlp 1', 'mlp 2']);
    for (const { divergence, sums } of completed) {
      expect(sums.map(({ positions }) => positions)).toEqual([24, 24, 24, 24]);
      expect(sums.reduce((sum, each) => sum + each.divergence, 0) / 96).toBeCloseTo(divergence.mean ?? 0, 12);
    }
  });

  it('refuses a type whose blocks do not divide the rows', async () => {
    await expect(measure({ types: ['Q4_K'], units: ['mlp'], blocks: [0] })).rejects.toMatchObject({ code: 'TYPE_UNSUPPORTED' });
  });
});
