import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeSyntheticData } from '@lamina/test-database';
import { seedEvaluatedPruning } from '../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../testing/seed-model.ts';
import { seedScoreRun } from '../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

interface Listed {
  readonly models: {
    readonly nodes: readonly {
      readonly layers: {
        readonly totalCount: number;
        readonly nodes: readonly { readonly index: number; readonly scores: { readonly nodes: readonly { readonly mean: number }[] } }[];
      };
    }[];
  };
}

describe('statements of a nested query', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    for (let index = 0; index < 6; index += 1) {
      const model = await seedModel(api.database, { slug: `model-${index}`, blockCount: 5 });
      await seedScoreRun(
        api.database,
        model,
        [0, 1, 2, 3, 4].map((layer) => index + layer / 10),
      );
      for (const removed of [[1], [1, 2]]) {
        const retention = { facts: 0.9, words: 0.8 };
        await seedEvaluatedPruning(api.database, model, { strategy: 'block-influence', removed, blockCount: 5, retention });
      }
    }
  });
  beforeEach(() => {
    api.statements.length = 0;
  });
  afterAll(() => api.close());

  it('are one per level, and every parent gets its own first rows', async () => {
    const { data } = await api.query<Listed>(
      '{ models(orderBy: { field: SLUG }) { nodes { layers(first: 2, orderBy: { field: INDEX, direction: DESC }) { nodes { index scores(first: 1, metric: BLOCK_INFLUENCE) { nodes { mean } } } } } } }',
    );
    expect(api.statements.length).toBe(3);
    for (const [model, { layers }] of data.models.nodes.entries()) {
      expect(layers.nodes.map(({ index }) => index)).toEqual([4, 3]);
      expect(layers.nodes.map(({ scores }) => scores.nodes[0]?.mean)).toEqual([model + 0.4, model + 0.3]);
    }
  });

  it('page inside each parent from a cursor', async () => {
    const query = `query ($after: String) { models { nodes { layers(first: 2, after: $after, orderBy: { field: INDEX }) {
      totalCount nodes { index scores(first: 0) { nodes { mean } } } pageInfo { endCursor } } } } }`;
    const first = await api.query<{ models: { nodes: { layers: { pageInfo: { endCursor: string } } }[] } }>(query);
    const after = Buffer.from(first.data.models.nodes[0]?.layers.pageInfo.endCursor ?? '', 'base64url').toString();
    expect(JSON.parse(after)[0]).toBe('INDEX:ASC');
    const second = await api.query<Listed>(query, { after: first.data.models.nodes[0]?.layers.pageInfo.endCursor });
    expect(second.data.models.nodes.map(({ layers }) => layers.totalCount)).toEqual([5, 5, 5, 5, 5, 5]);
    expect(second.data.models.nodes[0]?.layers.nodes.map(({ index }) => index)).toEqual([2, 3]);
  });

  it('count all parents in one statement', async () => {
    await api.query('{ models { totalCount nodes { layers { totalCount } prunings { totalCount } } } }');
    expect(api.statements.length).toBe(6);
  });

  it('leave out empty pages, whose lists are only counted', async () => {
    const { data } = await api.query('{ models(first: 0) { totalCount } layers(first: 0) { totalCount } }');
    expect(data).toEqual({ models: { totalCount: 6 }, layers: { totalCount: 30 } });
    expect(api.statements.length).toBe(2);
  });

  it('stay few for a whole model page', async () => {
    const { errors } = await api.query(`{ model(slug: "model-1") {
      family { name } revision { digest warnings }
      scoreRuns(first: 5) { nodes { lane runtime { provider } comparabilityKey { digest facts } calibration { window calibrationSet { name } } series { cosineMatrix hiddenNorm }
        layerScores(first: 100) { nodes { layerIndex mean standardError rank confidenceInterval { low high } rankInterval { low high } layer { index } } } } }
      prunings(first: 100) { nodes { strategy removed removedCount plan evaluations(first: 100) { nodes { metric value retention benchmark { name } dense { value } } } } }
      evaluations(filter: { dense: true }) { nodes { value benchmark { name } provenance { source } } } } }`);
    expect(errors).toBeUndefined();
    expect(api.statements.length).toBeLessThanOrEqual(15);
  });
});

describe('statements of a leaderboard of 50 models with 10 scores each', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await writeSyntheticData(api.database, { models: 60, layers: 12, configurations: 1, metrics: 1, benchmarks: 10 });
  });
  afterAll(() => api.close());

  it('are four, models, families and prunings included', async () => {
    api.statements.length = 0;
    const { data, errors } = await api.query<{ leaderboard: { nodes: { cells: { retention: number }[] }[] } }>(
      `{ leaderboard(first: 50, removedRatio: 0.2) { totalCount nodes { rank rankInterval { low high } tieGroup averageRetention
        cells { benchmark retention denseValue } model { slug name family { name } } pruning { removed strategy } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(api.statements).toHaveLength(4);
    expect(data.leaderboard.nodes.map(({ cells }) => cells.filter(({ retention }) => retention > 0).length)).toEqual(Array(50).fill(10));
  });
});
