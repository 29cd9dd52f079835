import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EFFORTS } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { getCheckpoint, openModel } from '@lamina/models';
import { readMixture, UNCHANGED, type UnitInType } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { pruneModel } from '../write/prune/prune-model.ts';
import type { PlanningContext } from './plan-changes.ts';
import { chooseMixtures, listSmaller, type SmallerUnits, spreadMixtures } from './plan-mixtures.ts';
import { createSavingPlanner, planType } from './planned-saving.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const model = join(import.meta.dirname, '../../fixtures/tiny-gguf/whole');

function contextOf(question: Partial<PlanningContext['question']>): PlanningContext {
  const opened = openModel(model);
  const mixtures = { types: ['Q8_0', 'Q4_0'], windows: 1, count: 2 };
  return {
    opened,
    planner: createSavingPlanner(opened),
    question: { limit: 0.05, save: 'bytes', fit: null, ...question },
    lookup: {},
    effort: { ...EFFORTS.standard, mixtures },
    reference: 'model',
  };
}

describe('mixtures of types', () => {
  it('are the smallest ones whose units together are predicted to stay within the limit, and within half of it', async () => {
    const context = contextOf({});
    const units = listSmaller(context);
    // Each unit loses more in fewer bits, and the last units more than the first.
    const divergences = units.jobs.map(({ type }, place) => (type === 'Q4_0' ? 10 : 1) * (place + 1) * 4e-4);
    const found = chooseMixtures(inTypes(units, divergences), context);
    const all = listAll(inTypes(units, divergences));
    const whole = units.stored.reduce((sum, { bytes }) => sum + bytes, 0);
    const { bytesBefore } = context.planner;
    expect(found).toHaveLength(2);
    for (const [place, share] of [1, 0.5].entries()) {
      const least = Math.min(...all.filter(({ nats }) => nats <= share * Math.log1p(0.05)).map(({ bytes }) => bytes));
      const { saved } = planType(found[place] ?? '', context);
      // Tensors are padded.
      expect(Math.abs(bytesBefore - (saved.bytesAfter ?? 0) - (whole - least))).toBeLessThan(2048);
    }
    const [mixture = ''] = found;
    const out = join(temporary.path, 'mixed');
    const { saved } = await pruneModel({ model, change: { ...UNCHANGED, precision: mixture }, out });
    expect(saved.bytesAfter).toBe(planType(mixture, context).saved.bytesAfter);
    const stored = [...getCheckpoint(openModel(out)).stored.values()];
    for (const [part, type] of mixture.split('+').map((each) => each.split('='))) {
      const [unit = '', block] = part?.split('.') ?? [];
      const name = { embedding: 'token_embd', attention: `blk.${block ?? 0}.attn_q.`, mlp: `blk.${block ?? 0}.ffn_down.`, head: 'output.' }[
        unit
      ];
      expect([part, stored.find((tensor) => tensor.name.startsWith(name ?? '?'))?.type]).toEqual([part, type]);
    }
  });

  it('fit a size, where one is given, and none are planned where another quantity is asked', () => {
    const { planner } = contextOf({});
    const fit = Math.round(0.6 * planner.bytesBefore);
    const context = contextOf({ fit });
    const units = listSmaller(context);
    const [mixture = '', ...others] = chooseMixtures(
      inTypes(
        units,
        units.jobs.map((_, place) => 1 + place),
      ),
      context,
    );
    expect(others).toEqual([]);
    expect(planType(mixture, context).saved.bytesAfter).toBeLessThanOrEqual(fit + 2048);
    expect(listSmaller(contextOf({ save: 'cache' })).jobs).toEqual([]);
  });

  it('lose least at sizes in steps from the stored one to the smallest, by units that were measured before', () => {
    const units = listSmaller(contextOf({}));
    // Each unit loses another power of two, so that no two choices lose the same.
    const divergences = units.jobs.map((_, place) => 2 ** place);
    const inAll = inTypes(units, divergences);
    const all = listAll(inAll);
    const rounded = inAll.flatMap(({ unit, block, type, divergence }) => (type === null ? [] : [{ unit, block, type, divergence }]));
    const found = spreadMixtures({ model, rounded, count: 3 });
    const least = Math.min(...all.map(({ bytes }) => bytes));
    let bytes = Math.max(...all.map((one) => one.bytes));
    const best = [4, 3, 2].map((steps) => {
      const within = all.filter((one) => one.bytes <= bytes - (bytes - least) / steps).toSorted((a, b) => a.nats - b.nats);
      bytes = getAt(within, 0).bytes;
      return getAt(within, 0).nats;
    });
    expect(found.map((mixture) => sumOf(mixture, inAll))).toEqual(best);
  });

  it('are none where a single type for all units is best', () => {
    const safetensors = join(import.meta.dirname, '../../../../apps/scorer/fixtures/llama-safetensors');
    const jobs = listSmaller({ ...contextOf({}), opened: openModel(safetensors) }).jobs.filter(({ type }) => type === 'Q8_0');
    const rounded = jobs.map(({ unit, block, type }) => ({ unit, block, type, divergence: -1 }));
    expect(spreadMixtures({ model: safetensors, rounded, count: 3 })).toEqual([]);
    // Without one of its units, it is a mixture.
    expect(spreadMixtures({ model: safetensors, rounded: rounded.slice(1), count: 3 })).toHaveLength(1);
  });
});

/** Every choice of all units, counted one by one. */
function listAll(units: readonly UnitInType[]): readonly { readonly bytes: number; readonly nats: number }[] {
  return [...Map.groupBy(units, ({ unit, block }) => `${unit} ${block}`).values()].reduce(
    (sums, own) => sums.flatMap((sum) => own.map((one) => ({ bytes: sum.bytes + one.bytes, nats: sum.nats + one.divergence }))),
    [{ bytes: 0, nats: 0 }],
  );
}

/** The sum of the losses of the units of a mixture, each alone. */
function sumOf(mixture: string, units: readonly UnitInType[]): number {
  const named = (readMixture(mixture) ?? []).flatMap(({ unit, blocks, type }) =>
    units.filter((one) => one.unit === unit && one.type === type && (blocks?.includes(one.block ?? -1) ?? true)),
  );
  return named.reduce((sum, { divergence }) => sum + divergence, 0);
}

function inTypes({ stored, jobs }: SmallerUnits, divergences: readonly number[]): readonly UnitInType[] {
  const rounded = jobs.map(({ unit, block, type, matrices }, place): UnitInType => {
    const weights = matrices.reduce((sum, { source }) => sum + source.dims.reduce((product, extent) => product * extent, 1), 0);
    return { unit, block, type, bytes: (weights * (type === 'Q4_0' ? 18 : 34)) / 32, divergence: getAt(divergences, place) };
  });
  return [...stored, ...rounded];
}
