import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedModel } from '../testing/seed-model.ts';
import { seedScoreRun } from '../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

describe('a stored number that JSON lacks', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await seedScoreRun(api.database, await seedModel(api.database, { slug: 'made', blockCount: 2 }), [0.1, 0.2]);
  });
  afterAll(() => api.close());

  it.each(['NaN', 'Infinity', '-Infinity'])('is an error of its field, in lists and in children: %s', async (value) => {
    await api.database.pool.query(`UPDATE "LayerScore" SET "mean" = $1`, [value]);
    const list = await api.query<unknown>('{ layerScores(first: 1) { nodes { mean layerIndex } } }');
    expect(list.data).toMatchObject({ layerScores: { nodes: [{ mean: null, layerIndex: 0 }] } });
    expect(list.errors?.[0]).toMatchObject({ path: ['layerScores', 'nodes', 0, 'mean'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    const children = await api.query<unknown>('{ layers(first: 1) { nodes { scores(first: 1) { nodes { mean } } } } }');
    expect(children.data).toMatchObject({ layers: { nodes: [{ scores: { nodes: [{ mean: null }] } }] } });
    expect(children.errors?.[0]).toMatchObject({ path: ['layers', 'nodes', 0, 'scores', 'nodes', 0, 'mean'] });
  });

  it('is a name like any other where it is a text', async () => {
    await api.database.pool.query(`UPDATE "Model" SET "name" = 'NaN' WHERE "slug" = 'made'`);
    const { data, errors } = await api.query<unknown>('{ model(slug: "made") { name } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ model: { name: 'NaN' } });
  });
});
