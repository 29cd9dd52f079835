import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { changeOf, createRemoval, NOTHING_REMOVED, type Removal, removalOf, type Unit, type UnitKind } from '@lamina/plans';
import { completeSettings, getSearch, type SearchName, type SearchRequest } from '@lamina/strategies';
import { buildTinyDecoder, createTemporaryFolder, HYBRID_DECODER, writeModelFolder } from '@lamina/test-utils/models';
import { createGatedModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { createSplitModel } from '../resident/split-resident.ts';
import { scoreModel } from '../score/score-model.ts';
import type { ScoreOptions } from '../score/score-options.ts';
import { finish, fixtureFolder } from '../session/golden.fixture.ts';
import { measureWindows } from './measure-windows.ts';
import { createSearchedModels } from './searched-model.ts';

type SearchTask = Parameters<ReturnType<typeof getSearch>['run']>[1];

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
/** Runs a search on the resident model, which keeps what it measures in `checkpoint`. */
async function* run(name: SearchName, task: Partial<SearchTask>, checkpoint: Record<string, unknown> = {}) {
  const models = createSearchedModels(openModel(model), { ...input, checkpoint }, { threads: 1, divergence: true });
  const whole = { units: sublayers, count: 2, removed: NOTHING_REMOVED, seed: 1, settings: completeSettings({ searchPasses: 60 }) };
  try {
    return yield* getSearch(name).run(models.open(sublayers), { ...whole, ...task });
  } finally {
    await models.release();
  }
}

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

describe('the evolutionary search', () => {
  it.each(['divergence', 'loss'] as const)('finds the pair of sublayers of least %s, as trying every pair does', async (fitness) => {
    const pairs = sublayers.flatMap((first, place) => sublayers.slice(place + 1).map((second) => removalOf([first, second])));
    const all = await finish(measureWindows(resident, fitness, input, pairs));
    const best = [...pairs.keys()].sort((a, b) => sumOf(all[a]) - sumOf(all[b]))[0] ?? -1;
    const found = await finish(run('evolve', { settings: completeSettings({ searchPasses: 90, searchFitness: fitness }) }));
    expect(removalOf(found.order)).toEqual(pairs[best]);
    const counted = rows.length * (fitness === 'loss' ? 5 : 6);
    // A loss is that of text-loss@1: nats more than those of the whole model. A divergence of the whole model is 0.
    const [whole] = await finish(measureWindows(resident, fitness, input, [NOTHING_REMOVED]));
    expect(found.values).toHaveLength(1);
    expect(found.values[0]).toBeCloseTo((sumOf(all[best]) - sumOf(whole)) / counted, 5);
  });

  it('is repeated by its seed, and continues from a checkpoint without measuring again', async () => {
    const settings = completeSettings({ searchPasses: 20 });
    const checkpoint = {};
    const work = run('evolve', { settings }, checkpoint);
    const found = await finish(work);
    const again = run('evolve', { settings }, checkpoint);
    let measured = 0;
    let step = await again.next();
    for (; !step.done; step = await again.next()) measured += step.value.checkpoint ? 1 : 0;
    expect(measured).toBe(0);
    expect(step.value).toEqual(found);
    expect(await finish(run('evolve', { settings }))).toEqual(found);
  });

  it('refuses more units than can be removed together', async () => {
    await expect(finish(run('evolve', { count: 9 }))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('scoreModel', () => {
  const scoreWith = (options: Partial<ScoreOptions>, place = model) =>
    finish(scoreModel(place, { input: { inputIds: rows }, threads: 1, selfCheck: false, ...options }));
  const score = (removal: Removal = NOTHING_REMOVED) => scoreWith({ change: changeOf(removal) });
  const ask = (search: SearchName, counts: readonly number[], ...units: readonly UnitKind[]): SearchRequest => ({ search, units, counts });

  it.each<readonly [UnitKind, ...UnitKind[]]>([['block'], ['attention', 'mlp']])(
    'iterates: each step removes the unit of lowest influence on the model without those before',
    async (...kinds) => {
      const { searches } = await scoreWith({ searches: [ask('iterate', [3], ...kinds)], losses: false });
      const units = BLOCKS.flatMap((block) => kinds.map((kind): Unit => ({ kind, block })));
      const expected: Unit[] = [];
      while (expected.length < 3) {
        const scored = await score(removalOf(expected));
        const seriesOf = { block: scored.blockInfluence, attention: scored.attentionInfluence, mlp: scored.mlpInfluence };
        const open = units.filter((unit) => !expected.some(({ kind, block }) => kind === unit.kind && block === unit.block));
        const influenceOf = ({ kind, block }: Unit): number => seriesOf[kind]?.mean[block] ?? 9;
        const [next] = [...open].sort((a, b) => influenceOf(a) - influenceOf(b));
        if (next) expect(searches[0]?.values[expected.length]).toBeCloseTo(influenceOf(next), 5);
        expected.push(...(next ? [next] : []));
      }
      expect(searches[0]?.order).toEqual(expected);
    },
  );

  it('removes greedily what adds the least loss, from the change that is given on', async () => {
    const first: Unit = { kind: 'block', block: 1 };
    const { searches } = await scoreWith({ change: changeOf(removalOf([first])), searches: [ask('greedy', [2], 'block')] });
    const whole = await score();
    const lossOf = async (units: readonly Unit[]): Promise<number> => {
      const { nllPerWindow } = await score(removalOf([first, ...units]));
      return (sumOf(nllPerWindow) - sumOf(whole.nllPerWindow)) / (rows.length * 5);
    };
    const expected: Unit[] = [];
    while (expected.length < 2) {
      const open = [0, 2, 3].filter((block) => !expected.some((unit) => unit.block === block));
      const losses = await Promise.all(open.map((block) => lossOf([...expected, { kind: 'block', block }])));
      const best = losses.indexOf(Math.min(...losses));
      expected.push({ kind: 'block', block: open[best] ?? -1 });
      expect(searches[0]?.values[expected.length - 1]).toBeCloseTo(losses[best] ?? Number.NaN, 5);
    }
    expect(searches[0]?.order).toEqual(expected);
  });

  it('searches a hybrid model among the sublayers that its blocks have', async () => {
    const path = writeModelFolder(join(temporary.path, 'hybrid'), buildTinyDecoder({ norm: 'pre', ...HYBRID_DECODER }));
    const sets: readonly (readonly UnitKind[])[] = [['attention'], ['attention', 'mlp']];
    const asked = sets.flatMap((set) => [ask('greedy', [9], ...set), ask('iterate', [9], ...set), ask('evolve', [1, 5, 6], ...set)]);
    const searches = [ask('leave-one-out', [], 'block', 'attention', 'mlp'), ...asked];
    const scored = await scoreWith({ searches, searchPasses: 30 }, path);
    const existing: readonly Unit[] = [
      { kind: 'attention', block: 0 },
      { kind: 'mlp', block: 0 },
      { kind: 'attention', block: 1 },
      { kind: 'mlp', block: 1 },
      { kind: 'attention', block: 3 },
      { kind: 'mlp', block: 3 },
    ];
    const ordersOf = (search: SearchName, ...units: readonly UnitKind[]) =>
      scored.searches.filter((one) => one.search === search && one.units.join() === units.join()).map(({ order }) => order);
    // One unit of a set is always kept.
    expect([ordersOf('greedy', 'attention')[0]?.length, ordersOf('iterate', 'attention')[0]?.length]).toEqual([2, 2]);
    const [greedy = [], iterated = []] = [...ordersOf('greedy', 'attention', 'mlp'), ...ordersOf('iterate', 'attention', 'mlp')];
    expect([greedy.length, iterated.length]).toEqual([5, 5]);
    const evolved = ordersOf('evolve', 'attention', 'mlp');
    expect(evolved.map(({ length }) => length)).toEqual([1, 5]);
    for (const unit of [...greedy, ...iterated, ...evolved.flat()]) expect(existing).toContainEqual(unit);
    const lowest = (series: Partial<Record<UnitKind, { readonly mean: readonly (number | null)[] } | null>>): Unit | undefined =>
      existing.toSorted((a, b) => (series[a.kind]?.mean[a.block] ?? 9) - (series[b.kind]?.mean[b.block] ?? 9))[0];
    expect(greedy[0]).toEqual(lowest({ attention: scored.attentionLossIncrease, mlp: scored.mlpLossIncrease }));
    expect(iterated[0]).toEqual(lowest({ attention: scored.attentionInfluence, mlp: scored.mlpInfluence }));
  });

  it('leaves protected blocks whole in every search', async () => {
    const every = (['greedy', 'iterate', 'evolve'] as const).map((search) => ask(search, [1], 'block'));
    const { searches } = await scoreWith({ searches: every, protectFirst: true, protectLast: true, searchPasses: 30 });
    expect(searches).toHaveLength(3);
    for (const { order } of searches) expect([1, 2]).toContain(order[0]?.block);
  });

  it('reports how much of all searches is done, up to the last window', async () => {
    const steps: { done: number; total: number; note?: string }[] = [];
    const searches = [
      ask('leave-one-out', [], 'block', 'attention', 'mlp'),
      ask('greedy', [2], 'block'),
      ask('iterate', [2], 'block'),
      ask('iterate-repair', [2], 'block'),
      ask('evolve', [1, 2], 'block'),
    ];
    const job = scoreModel(model, { input: { inputIds: rows }, searches, searchPasses: 30, threads: 1, selfCheck: false });
    for (let step = await job.next(); !step.done; step = await job.next()) if (step.value.note) steps.push(step.value);
    const searching = steps.filter(({ note }) => note !== 'reading the graph');
    // Readings of 8 windows: 12 units and none, 4 + 3 blocks, 2 influences, 2 with a repair between, and 2 searches of 30 passes.
    expect(new Set(searching.map(({ total }) => total))).toEqual(new Set([8 * (13 + 4 + 3 + 2 + 3 + 60)]));
    expect(searching.map(({ done }) => done)).toEqual([...searching].map(({ done }) => done).sort((a, b) => a - b));
    // Influences are measured first.
    expect(searching.findLast(({ note }) => note === 'Greedy removal')?.done).toBe(8 * (2 + 3 + 13 + 4 + 3));
  });

  it('searches with each seed by itself, and gives what each found', async () => {
    const find = async (searchSeeds: readonly number[]) =>
      (await scoreWith({ searches: [ask('evolve', [1, 2], 'block')], searchPasses: 30, searchSeeds })).searches;
    const together = await find([0, 7]);
    expect(together.map(({ seed, order }) => [seed, order.length])).toEqual([
      [0, 1],
      [0, 2],
      [7, 1],
      [7, 2],
    ]);
    expect(together).toEqual([...(await find([0])), ...(await find([7]))]);
  });

  it('searches each set of kinds by itself, as if it were the only one', async () => {
    const sets: readonly (readonly UnitKind[])[] = [['block'], ['attention'], ['attention', 'mlp']];
    const find = async (...asked: (readonly UnitKind[])[]) => {
      const searches = asked.flatMap((set) => [ask('greedy', [2], ...set), ask('iterate', [2], ...set), ask('evolve', [1, 5], ...set)]);
      return (await scoreWith({ searches, searchPasses: 30 })).searches;
    };
    const together = await find(...sets);
    const each = await Promise.all(sets.map((set) => find(set)));
    expect(together).toEqual(each.flat());
    // Four blocks have no five attentions.
    expect(each.map((found) => found.filter(({ search }) => search === 'evolve').map(({ order }) => order.length))).toEqual([
      [1],
      [1],
      [1, 5],
    ]);
  });

  it('refuses a search that removes several units beside a repair, and kinds that a search cannot choose', async () => {
    const change = changeOf(createRemoval({ blocks: [1] }), { kind: 'scalar', calibration: { inputIds: [...rows].reverse() } } as const);
    const refuse = (options: Partial<ScoreOptions>) => expect(scoreWith(options)).rejects;
    await refuse({ change, searches: [ask('greedy', [1], 'block')] }).toMatchObject({ code: 'BAD_USER_INPUT' });
    await refuse({ searches: [ask('iterate-repair', [1], 'attention')] }).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('blocks only'),
    });
  });
});
