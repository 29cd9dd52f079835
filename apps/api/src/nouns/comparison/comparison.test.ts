import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const FIELDS = `metric lane lowestCount
  models { model { slug } scoreRun { id } points { layerIndex relativeDepth mean } }
  bins { low high cells { slug count mean } }
  agreements { first second alignment pointCount spearman kendallTauB lowestCount jaccardLowest }`;
const COMPARE = `query ($slugs: [String!]!, $lane: String, $binCount: Int, $lowestCount: Int) {
  compareModels(slugs: $slugs, metric: BLOCK_INFLUENCE, lane: $lane, binCount: $binCount, lowestCount: $lowestCount) { ${FIELDS} } }`;
const SAVE = `mutation ($input: SaveComparisonInput!) { saveComparison(input: $input) { comparison { id slug title result { ${FIELDS} } } } }`;

interface Compared {
  readonly models: readonly { readonly model: { readonly slug: string }; readonly scoreRun: { readonly id: string } }[];
  readonly bins: readonly { readonly low: number; readonly cells: readonly { readonly mean: number | null }[] }[];
  readonly agreements: readonly object[];
}

describe('compared models', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const seed = async (slug: string, means: readonly (number | null)[], facts?: { protocol: string; comparability: object }) => {
      const run = await seedScoreRun(api.database, await seedModel(api.database, { slug, blockCount: means.length }), means);
      if (facts) await api.database.prisma.scoreRun.update({ where: { id: run }, data: facts });
    };
    await seed('first', [0.1, 0.4, 0.3, 0.2]);
    await seed('second', [0.2, 0.3, 0.4, 0.1]);
    await seed('small', [0.9, 0.1]);
    await seed('gap', [null, 0.3, 0.4, 0.1]);
    await seed('wide', [0.2, 0.3, 0.4, 0.1], { protocol: 'wide-lane', comparability: { window: 32, precision: 'float16' } });
    await seedModel(api.database, { slug: 'unscored' });
  });
  afterAll(() => api.close());

  const compare = (variables: object) => api.query<{ compareModels: Compared }>(COMPARE, variables);

  it('agree layer by layer where they have the same number of layers', async () => {
    const { data } = await compare({ slugs: ['second', 'first'], lowestCount: 1 });
    expect(data.compareModels.models.map(({ model }) => model.slug)).toEqual(['second', 'first']);
    const [agreement] = data.compareModels.agreements;
    // Ranks 2 3 4 1 and 1 4 3 2: 1 − 6·4/(4·15); four pairs in the same order, two in the other.
    expect(agreement).toMatchObject({
      first: 'second',
      second: 'first',
      alignment: 'LAYERS',
      pointCount: 4,
      lowestCount: 1,
      jaccardLowest: 0,
    });
    expect(agreement).toMatchObject({ spearman: expect.closeTo(0.6, 12), kendallTauB: expect.closeTo(1 / 3, 12) });
    const two = await compare({ slugs: ['second', 'first'], lowestCount: 2 });
    expect(two.data.compareModels.agreements[0]).toMatchObject({ jaccardLowest: 1 });
  });

  it('agree by relative depth where they have not, and have no overlap then', async () => {
    const { data } = await compare({ slugs: ['first', 'small'], binCount: 2 });
    // Depths 0, 1/3 | 2/3, 1 of the one, 0 | 1 of the other.
    expect(data.compareModels.bins.map(({ low, cells }) => [low, ...cells.map(({ mean }) => mean)])).toEqual([
      [0, expect.closeTo(0.25, 12), 0.9],
      [0.5, expect.closeTo(0.25, 12), 0.1],
    ]);
    const finer = await compare({ slugs: ['second', 'small'], binCount: 3 });
    expect(finer.data.compareModels.bins[1]?.cells.map(({ mean }) => mean)).toEqual([0.3, null]);
    expect(finer.data.compareModels.agreements[0]).toMatchObject({
      alignment: 'DEPTH_BINS',
      pointCount: 2,
      lowestCount: null,
      jaccardLowest: null,
    });
  });

  it('leave layers without a value out', async () => {
    const { data } = await compare({ slugs: ['second', 'gap'] });
    expect(data.compareModels.agreements[0]).toMatchObject({ pointCount: 3, spearman: 1, jaccardLowest: null });
  });

  it('refuse what was measured in another way, and name the field; what belongs to one model is no difference', async () => {
    const reply = await compare({ slugs: ['first', 'wide'] });
    expect(reply.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_COMPARABLE', field: 'window', values: [16, 32] });
    const byLane = await compare({ slugs: ['first', 'wide'], lane: 'wide-lane' });
    expect(byLane.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_COMPARABLE', field: 'lane', models: ['first'] });
  });

  it('refuse unknown models, unscored ones, too few and doubled ones, and sizes out of range', async () => {
    const codeOf = async (variables: object) => (await compare(variables)).errors?.[0]?.extensions.code;
    expect(await codeOf({ slugs: ['first', 'nothing'] })).toBe('NOT_FOUND');
    expect(await codeOf({ slugs: ['first', 'unscored'] })).toBe('NOT_FOUND');
    expect(await codeOf({ slugs: ['first'] })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ slugs: ['first', 'first'] })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ slugs: ['first', 'second'], binCount: 51 })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ slugs: ['first', 'small'], lowestCount: 3 })).toBe('BAD_USER_INPUT');
  });

  it('are read in as many statements whatever their number', async () => {
    api.statements.length = 0;
    await compare({ slugs: ['first', 'second'] });
    const few = api.statements.length;
    api.statements.length = 0;
    await compare({ slugs: ['first', 'second', 'small', 'gap'] });
    expect(api.statements.length).toBe(few);
    expect(few).toBe(4);
  });

  it('are saved under one name and do not change when more is measured', async () => {
    type Saved = { saveComparison: { comparison: { id: string; slug: string; result: Compared } } };
    const input = { title: 'Two models', slugs: ['first', 'second'], metric: 'BLOCK_INFLUENCE' };
    expect((await api.query(SAVE, { input })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const { comparison } = (await api.query<Saved>(SAVE, { input }, ADMIN_HEADERS)).data.saveComparison;
    const again = (await api.query<Saved>(SAVE, { input }, ADMIN_HEADERS)).data.saveComparison;
    expect(again.comparison).toEqual(comparison);
    const { revisionId } = await api.database.prisma.scoreRun.findFirstOrThrow({ where: { revision: { model: { slug: 'first' } } } });
    const layers = await api.database.prisma.layer.findMany({ where: { revisionId }, orderBy: { index: 'asc' } });
    const model = { modelKey: '', revisionKey: revisionId, layerKeys: layers.map(({ id }) => id) };
    await seedScoreRun(api.database, model, [0.4, 0.3, 0.2, 0.1]);
    const query = `query ($slug: String!, $id: ID!) { comparison(slug: $slug) { title result { ${FIELDS} } } node(id: $id) { ... on Comparison { slug } } }`;
    const { data } = await api.query<{ comparison: { result: Compared }; node: { slug: string } }>(query, comparison);
    expect(data.comparison.result).toEqual(comparison.result);
    expect(data.node.slug).toBe(comparison.slug);
    const now = await compare({ slugs: ['first', 'second'] });
    expect(now.data.compareModels.models[0]?.scoreRun.id).not.toBe(comparison.result.models[0]?.scoreRun.id);
    expect((await api.query('{ comparison(slug: "none") { id } }')).data).toEqual({ comparison: null });
  });
});
