import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `query { model(slug: "model") {
    canonicalScoreRun { tokenCount layerScores { nodes { layerIndex mean rank rankInterval { low high } } } }
    ofLane: canonicalScoreRun(lane: "first 4 windows") { tokenCount }
    ofLosses: canonicalScoreRun(metric: LOSS_INCREASE) { tokenCount } }
  scoreRuns { totalCount }
  canonical: scoreRuns(filter: { canonical: true }) { nodes { tokenCount } }
  layerScores(filter: { models: ["model"], canonical: true }) { nodes { mean } }
  compareModels(slugs: ["model", "other"], metric: BLOCK_INFLUENCE) { lane models { model { slug } points { mean rank } } } }`;

describe('the score run that a model is known by', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const model = await seedModel(api.database, { slug: 'model', blockCount: 2 });
    const other = await seedModel(api.database, { slug: 'other', blockCount: 2 });
    for (const one of [model, other]) {
      await seedScoreRun(api.database, one, [0.3, 0.2], { tokenCount: 26_006 });
      // A study that chooses by losses scores fewer windows, and later.
      await seedScoreRun(api.database, one, [0.31, 0.209], { lane: 'first 4 windows', windowLimit: 4, tokenCount: 9169 });
    }
  });
  afterAll(() => api.close());

  it('is the run on the whole text in every answer, independent of which run was stored last', async () => {
    const { data, errors } = await api.query<Record<string, object>>(QUERY);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      model: { canonicalScoreRun: { tokenCount: 26_006 }, ofLane: { tokenCount: 9169 }, ofLosses: null },
      scoreRuns: { totalCount: 4 },
      canonical: { nodes: [{ tokenCount: 26_006 }, { tokenCount: 26_006 }] },
      layerScores: { nodes: [{ mean: 0.3 }, { mean: 0.2 }] },
      compareModels: {
        lane: 'made-lane',
        models: [{ points: [{ mean: 0.3 }, { mean: 0.2 }] }, { points: [{ mean: 0.3 }, { mean: 0.2 }] }],
      },
    });
  });

  it('ranks layers from 1, as every rank is counted', async () => {
    const { data } = await api.query<{ model: object; compareModels: object }>(QUERY);
    // Seeded ranks are 0 and 1 in the order of the layers.
    expect(data.model).toMatchObject({
      canonicalScoreRun: {
        layerScores: {
          nodes: [
            { layerIndex: 0, rank: 1, rankInterval: { low: 1, high: 1 } },
            { layerIndex: 1, rank: 2, rankInterval: { low: 2, high: 2 } },
          ],
        },
      },
    });
    expect(data.compareModels).toMatchObject({ models: [{ points: [{ rank: 1 }, { rank: 2 }] }, {}] });
  });

  it('is that of a release where one is read, also by the filter of lists', async () => {
    const published = await api.query('mutation { publishRelease(input: { version: "1" }) { release { version } } }', {}, ADMIN_HEADERS);
    expect(published.errors).toBeUndefined();
    const { modelKey, revisionKey, layerKeys } = await findModel(api);
    await seedScoreRun(api.database, { modelKey, revisionKey, layerKeys }, [0.5, 0.4], { tokenCount: 26_007 });
    const query =
      '{ model(slug: "model") { canonicalScoreRun { tokenCount } } scoreRuns(filter: { models: ["model"], canonical: true }) { nodes { tokenCount } } }';
    const now = await api.query(query);
    const then = await api.query(query, {}, { 'Lamina-Release': '1' });
    expect(now.data).toEqual({ model: { canonicalScoreRun: { tokenCount: 26_007 } }, scoreRuns: { nodes: [{ tokenCount: 26_007 }] } });
    expect(then.data).toEqual({ model: { canonicalScoreRun: { tokenCount: 26_006 } }, scoreRuns: { nodes: [{ tokenCount: 26_006 }] } });
  });
});

async function findModel({ database: { prisma } }: TestApi) {
  const { id: modelKey, currentRevisionId } = await prisma.model.findUniqueOrThrow({ where: { slug: 'model' } });
  const layers = await prisma.layer.findMany({ where: { revisionId: currentRevisionId ?? '' }, orderBy: { index: 'asc' } });
  return { modelKey, revisionKey: currentRevisionId ?? '', layerKeys: layers.map(({ id }) => id) };
}
