import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeOf, createRemoval, NOTHING_REMOVED, type Removal, removalOf, type Unit, type UnitKind } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, HYBRID_DECODER, writeModelFolder } from '@lamina/test-utils/models';
import { openModel } from '../model/open/open-model.ts';
import { createGatedModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { createSplitModel } from '../resident/split-resident.ts';
import { measureWindows } from '../score/measure-windows.ts';
import { measureModel } from '../search/measure-model.ts';
import { finish, fixtureFolder } from '../text/golden.fixture.ts';
import { type EvolveOptions, evolveRemoval } from './evolve-removal.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const rows = Array.from({ length: 8 }, (_, row) => Array.from({ length: 6 }, (_unused, place) => (row * 7 + place * place * 5 + 3) % 24));
const input = { windows: rows.map((ids, document) => ({ ids, document })), batch: 4 };
const BLOCKS = [0, 1, 2, 3];
const sublayers: readonly Unit[] = BLOCKS.flatMap((block): readonly Unit[] => [
  { kind: 'attention', block },
  { kind: 'mlp', block },
]);
let model = '';
let resident: ResidentModel;
beforeAll(async () => {
  model = writeModelFolder(join(temporary.path, 'model'), buildTinyDecoder({ norm: 'pre', blocks: BLOCKS.length }));
  resident = await createSplitModel(openModel(model), { threads: 1, divergence: true });
});
afterAll(() => resident.release());

const sumOf = (values: readonly number[] | undefined): number => (values ?? []).reduce((sum, value) => sum + value, 0);
const evolve = (more: Partial<EvolveOptions> = {}, checkpoint = {}) =>
  evolveRemoval(resident, { ...input, checkpoint }, { units: sublayers, count: 2, passes: 60, seed: 1, offspring: 8, ...more });

describe('measureWindows', () => {
  it('is 0 for the whole model, and otherwise the same in parts and with gates', async () => {
    const removals = [NOTHING_REMOVED, createRemoval({ blocks: [1] }), createRemoval({ attention: [2], mlp: [0] })];
    const found = await finish(measureWindows(resident, 'divergence', input, removals));
    expect(sumOf(found[0])).toBeCloseTo(0, 5);
    expect(sumOf(found[1])).toBeGreaterThan(0.01);
    const gated = await createGatedModel(openModel(model), { threads: 1, divergence: true, sublayers: true });
    const others = await finish(measureWindows(gated, 'divergence', input, removals));
    await gated.release();
    for (const [place, values] of found.entries()) expect(sumOf(values)).toBeCloseTo(sumOf(others[place]), 4);
  });

  it('is the same where the head reads a long text in parts', async () => {
    const long = { windows: [{ ids: Array.from({ length: 1100 }, (_, place) => (place * 7) % 24), document: 0 }], batch: 1 };
    const opened = openModel(fixtureFolder('tiny-llama'));
    const sums: number[] = [];
    for (const create of [createSplitModel, createGatedModel]) {
      const model = await create(opened, { threads: 1, divergence: true });
      const [found] = await finish(measureWindows(model, 'divergence', long, [createRemoval({ blocks: [1] })]));
      await model.release();
      sums.push(sumOf(found));
    }
    expect(sums[0]).toBeGreaterThan(1);
    expect(sums[0]).toBeCloseTo(sums[1] ?? Number.NaN, 2);
  });

  it('is the cross entropy less the entropy, by the losses of every token of the vocabulary', async () => {
    const [ids = []] = rows;
    const removal = createRemoval({ blocks: [2] });
    // −ln p(token | the first token) of each token, from losses of two-token windows.
    const windows = Array.from({ length: 24 }, (_, token) => ({ ids: [ids[0] ?? 0, token], document: token }));
    const [whole = [], pruned = []] = await finish(measureWindows(resident, 'loss', { windows, batch: 24 }, [NOTHING_REMOVED, removal]));
    const truth = whole.reduce((sum, loss, token) => sum + Math.exp(-loss) * ((pruned[token] ?? Number.NaN) - loss), 0);
    const one = { windows: [{ ids: [ids[0] ?? 0], document: 0 }], batch: 1 };
    const [found] = await finish(measureWindows(resident, 'divergence', one, [removal]));
    expect(whole.reduce((sum, loss) => sum + Math.exp(-loss), 0)).toBeCloseTo(1, 5);
    expect(sumOf(found)).toBeCloseTo(truth, 5);
  });
});

describe('evolveRemoval', () => {
  it.each(['divergence', 'loss'] as const)('finds the pair of sublayers of least %s, as trying every pair does', async (fitness) => {
    const pairs = sublayers.flatMap((first, place) => sublayers.slice(place + 1).map((second) => removalOf([first, second])));
    const all = await finish(measureWindows(resident, fitness, input, pairs));
    const best = [...pairs.keys()].sort((a, b) => sumOf(all[a]) - sumOf(all[b]))[0] ?? -1;
    const found = await finish(evolve({ fitness }));
    expect(removalOf(found.units)).toEqual(pairs[best]);
    const counted = rows.length * (fitness === 'loss' ? 5 : 6);
    expect(found.value).toBeCloseTo(sumOf(all[best]) / counted, 5);
    expect(found.generations).toEqual([...found.generations].sort((a, b) => b - a));
    expect(found.passes).toBeLessThanOrEqual(60);
  });

  it('is repeated by its seed, and continues from a checkpoint without measuring again', async () => {
    const checkpoint = {};
    const work = evolve({ passes: 20 });
    for (let step = await work.next(); !step.done; step = await work.next()) Object.assign(checkpoint, step.value.checkpoint);
    const again = evolve({ passes: 20 }, checkpoint);
    let measured = 0;
    let step = await again.next();
    for (; !step.done; step = await again.next()) measured += step.value.checkpoint ? 1 : 0;
    expect(measured).toBe(0);
    expect(step.value).toEqual(await finish(evolve({ passes: 20 })));
  });

  it('refuses more units than can be removed together', async () => {
    await expect(finish(evolve({ count: 9 }))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('measureModel', () => {
  const score = (removal: Removal = NOTHING_REMOVED) =>
    finish(measureModel({ model, input: { inputIds: rows }, change: changeOf(removal), threads: 1, selfCheck: false }));

  it.each<readonly [UnitKind, ...UnitKind[]]>([['block'], ['attention', 'mlp']])(
    'iterates: each step removes the unit of lowest influence on the model without those before',
    async (...kinds) => {
      const options = { iterate: 3, searchUnits: [kinds], losses: false } as const;
      const { searches } = await finish(measureModel({ model, input: { inputIds: rows }, threads: 1, selfCheck: false, ...options }));
      const found = searches[0]?.iterativeRemoval ?? [];
      const units = BLOCKS.flatMap((block) => kinds.map((kind): Unit => ({ kind, block })));
      const expected: Unit[] = [];
      while (expected.length < 3) {
        const scored = await score(removalOf(expected));
        const seriesOf = { block: scored.blockInfluence, attention: scored.attentionInfluence, mlp: scored.mlpInfluence };
        const open = units.filter((unit) => !expected.some(({ kind, block }) => kind === unit.kind && block === unit.block));
        const influenceOf = ({ kind, block }: Unit): number => seriesOf[kind]?.mean[block] ?? 9;
        const [next] = [...open].sort((a, b) => influenceOf(a) - influenceOf(b));
        if (next) expect(found[expected.length]?.influence).toBeCloseTo(influenceOf(next), 5);
        expected.push(...(next ? [next] : []));
      }
      expect(found.map(({ kind, block }) => ({ kind, block }))).toEqual(expected);
    },
  );

  it('searches a hybrid model among the sublayers that its blocks have', async () => {
    const path = writeModelFolder(join(temporary.path, 'hybrid'), buildTinyDecoder({ norm: 'pre', ...HYBRID_DECODER }));
    const searchUnits: readonly (readonly UnitKind[])[] = [['attention'], ['attention', 'mlp']];
    const asked = { greedy: 9, iterate: 9, evolve: { counts: [1, 5, 6], passes: 30 }, leaveOneOut: true, searchUnits };
    const { searches, ...scored } = await finish(
      measureModel({ model: path, input: { inputIds: rows }, ...asked, threads: 1, selfCheck: false }),
    );
    const existing: readonly Unit[] = [
      { kind: 'attention', block: 0 },
      { kind: 'mlp', block: 0 },
      { kind: 'attention', block: 1 },
      { kind: 'mlp', block: 1 },
      { kind: 'attention', block: 3 },
      { kind: 'mlp', block: 3 },
    ];
    const [attentions, both] = searches;
    // One unit of a set is always kept.
    expect([attentions?.greedyRemoval?.length, attentions?.iterativeRemoval?.length]).toEqual([2, 2]);
    expect([both?.greedyRemoval?.length, both?.iterativeRemoval?.length]).toEqual([5, 5]);
    expect(both?.evolvedRemovals?.map(({ units }) => units.length)).toEqual([1, 5]);
    const chosen = [
      ...(both?.greedyRemoval ?? []),
      ...(both?.iterativeRemoval ?? []),
      ...(both?.evolvedRemovals ?? []).flatMap(({ units }) => units),
    ];
    for (const { kind, block } of chosen) expect(existing).toContainEqual({ kind, block });
    const lowest = (series: Partial<Record<UnitKind, { readonly mean: readonly (number | null)[] } | null>>): Unit | undefined =>
      existing.toSorted((a, b) => (series[a.kind]?.mean[a.block] ?? 9) - (series[b.kind]?.mean[b.block] ?? 9))[0];
    expect(both?.greedyRemoval?.[0]).toMatchObject({ ...lowest({ attention: scored.attentionLossIncrease, mlp: scored.mlpLossIncrease }) });
    expect(both?.iterativeRemoval?.[0]).toMatchObject({ ...lowest({ attention: scored.attentionInfluence, mlp: scored.mlpInfluence }) });
  });

  it('leaves protected blocks whole in every search', async () => {
    const lowest = await finish(measureModel({ model, input: { inputIds: rows }, greedy: 1, threads: 1, selfCheck: false }));
    const [first] = lowest.searches[0]?.greedyRemoval ?? [];
    const searches = { greedy: 1, iterate: 1, evolve: { counts: [1], passes: 30 }, protectedBlocks: [first?.block ?? -1] };
    const result = await finish(measureModel({ model, input: { inputIds: rows }, ...searches, threads: 1, selfCheck: false }));
    const [search] = result.searches;
    const found = [...(search?.greedyRemoval ?? []), ...(search?.iterativeRemoval ?? []), ...(search?.evolvedRemovals?.[0]?.units ?? [])];
    expect(found).toHaveLength(3);
    expect(found.map(({ block }) => block)).not.toContain(first?.block);
  });

  it('reports how much of all searches is done, up to the last window', async () => {
    const steps: { done: number; total: number; note?: string }[] = [];
    const repaired = { iterateRepair: { count: 2, kind: 'scalar' } } as const;
    const asked = { leaveOneOut: true, greedy: 2, iterate: 2, ...repaired, evolve: { counts: [1, 2], passes: 30 } };
    const job = measureModel({ model, input: { inputIds: rows }, ...asked, threads: 1, selfCheck: false });
    for (let step = await job.next(); !step.done; step = await job.next()) if (step.value.note) steps.push(step.value);
    const searching = steps.filter(({ note }) => note !== 'reading the graph');
    // Of 8 windows: 12 units and none, 4 + 3 blocks after the ones before, 2 influences, 2 with a repair between, and 2 searches of 30 passes.
    expect(new Set(searching.map(({ total }) => total))).toEqual(new Set([8 * (13 + 5 + 4 + 2 + 3 + 60)]));
    expect(searching.map(({ done }) => done)).toEqual([...searching].map(({ done }) => done).sort((a, b) => a - b));
    expect(searching.findLast(({ note }) => note === 'removing greedily')?.done).toBe(8 * (13 + 5 + 4 + 2 + 3));
  });

  it('searches with each seed by itself, and gives what each found', async () => {
    const find = async (seeds: readonly number[]) => {
      const evolve = { counts: [1, 2], passes: 30, seeds };
      const { searches } = await finish(measureModel({ model, input: { inputIds: rows }, evolve, threads: 1, selfCheck: false }));
      return searches[0]?.evolvedRemovals ?? [];
    };
    const together = await find([0, 7]);
    expect(together.map(({ seed, units }) => [seed, units.length])).toEqual([
      [0, 1],
      [0, 2],
      [7, 1],
      [7, 2],
    ]);
    expect(together).toEqual([...(await find([0])), ...(await find([7]))]);
  });

  it('gives what a search found', async () => {
    const evolved = { counts: [1, 2], passes: 30 };
    const result = await finish(measureModel({ model, input: { inputIds: rows }, evolve: evolved, threads: 1, selfCheck: false }));
    const [search] = result.searches;
    expect(search?.evolvedRemovals).toMatchObject([
      { fitness: 'divergence', seed: 0, units: [{ kind: 'block' }] },
      { fitness: 'divergence', seed: 0, units: [{ kind: 'block' }, { kind: 'block' }] },
    ]);
    expect(search?.iterativeRemoval).toBeNull();
  });

  it('searches each set of kinds by itself, as if it were the only one', async () => {
    const asked = { greedy: 2, iterate: 2, evolve: { counts: [1, 5], passes: 30 }, threads: 1, selfCheck: false } as const;
    const find = async (...searchUnits: (readonly UnitKind[])[]) =>
      (await finish(measureModel({ model, input: { inputIds: rows }, ...asked, searchUnits }))).searches;
    const sets: readonly (readonly UnitKind[])[] = [['block'], ['attention'], ['attention', 'mlp']];
    const together = await find(...sets);
    expect(together.map(({ units }) => units)).toEqual(sets);
    for (const [place, units] of sets.entries()) expect(together[place]).toEqual((await find(units))[0]);
    // Four blocks have no five attentions.
    expect(together.map(({ evolvedRemovals }) => evolvedRemovals?.map((found) => found.units.length))).toEqual([[1], [1], [1, 5]]);
    expect(together[1]?.greedyRemoval?.map(({ kind }) => kind)).toEqual(['attention', 'attention']);
  });
});
