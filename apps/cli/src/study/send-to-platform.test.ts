import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { startPlatform, type TestPlatform } from '../start-platform.fixture.ts';
import { openPlatform } from './open-platform.ts';
import type { StudyEvaluation, StudyPruning, StudyResult } from './read-study.ts';
import { sendToPlatform } from './send-to-platform.ts';

const STORED = `{
  evaluations(orderBy: [{ field: CREATED_AT, direction: ASC }]) { nodes { benchmark { name } metric value standardError shots sampleCount pruning { strategy seed removed } retention } }
  scoreRuns { nodes { lane layerScores(orderBy: [{ field: LAYER_INDEX }]) { nodes { layerIndex metric mean standardError } } } }
  models { nodes { slug blockCount parameterCount normPlacement } }
}`;

type Stored = Readonly<Record<'evaluations' | 'scoreRuns' | 'models', { readonly nodes: readonly object[] }>>;

/** Retention is not sent: the platform computes its own. */
function evaluate(value: number): StudyEvaluation {
  const cell = { benchmark: 'facts', metric: 'acc,none', value, standardError: 0.02, sampleCount: 40, shots: 5 };
  const compared = { retention: null, retentionStandardError: null, difference: null, mcNemarP: null, holmP: null };
  return { ...cell, ...compared };
}

const OF_BLOCKS = {
  chosenOn: null,
  units: ['block'],
  removedAttention: [],
  removedMlp: [],
  parametersAfter: 900,
  cacheBytesPerToken: null,
  repair: null,
  precision: null,
  keepVocabulary: null,
  caveat: null,
  // Losses on texts are not sent: the platform reads texts itself.
  texts: [],
};

const RESULT: StudyResult = {
  model: 'made-model',
  digest: 'd'.repeat(64),
  blocks: 3,
  facts: {
    blockCount: 3,
    hiddenSize: 8,
    parameterCount: 1000,
    vocabularySize: 50,
    architecture: 'llama',
    normPlacement: 'PRE',
    precision: 'float32',
    layerParameterCounts: [100, 100, 100],
    weightsSha256: 'a'.repeat(64),
  },
  lane: null,
  request: {},
  scores: [
    {
      calibration: 'a text',
      window: 64,
      documentPart: null,
      tokens: 640,
      metrics: { 'block-influence@1': { mean: [0.5, 0.25, null], standardError: [0.01, null, null] } },
      searches: [],
    },
  ],
  dense: { evaluations: [evaluate(0.8)], texts: [] },
  prunings: [
    { ...OF_BLOCKS, strategy: 'random-inner', seed: 3, removed: [1], order: [1], evaluations: [evaluate(0.4)] },
    { ...OF_BLOCKS, strategy: 'block-influence', seed: null, removed: [1, 2], order: [1, 2], evaluations: [evaluate(0.6)] },
    // The platform stores no removal of sublayers and no repair that it did not measure itself.
    { ...OF_BLOCKS, strategy: 'block-influence', seed: null, removed: [], removedMlp: [1], order: [1], evaluations: [evaluate(0.7)] },
    {
      ...OF_BLOCKS,
      strategy: 'block-influence',
      seed: null,
      removed: [1],
      order: [1],
      repair: { kind: 'linear' } as StudyPruning['repair'],
      evaluations: [evaluate(0.9)],
    },
  ],
  comparison: { metric: 'acc', benchmarks: [], leftOut: [], steps: [], texts: [] },
  comparisons: [],
  textsLeftOut: [],
  roundings: [],
  efficiency: [],
};

describe('sendToPlatform', () => {
  let database: TestDatabase;
  let platform: TestPlatform;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url);
  });
  afterAll(async () => {
    await platform.stop();
    await database.drop();
  });

  const open = (token: string | null = platform.token) => openPlatform(platform.url, token);
  const readStored = async () => {
    const { data, errors } = await platform.ask(STORED);
    expect(errors).toBeUndefined();
    return data as Stored;
  };

  it('hands in the model by its facts, its scores, and the evaluations of the whole and of every removal, once', async () => {
    await sendToPlatform(open(), RESULT);
    const stored = await readStored();
    expect(stored.models.nodes).toEqual([{ slug: 'made-model', blockCount: 3, parameterCount: 1000, normPlacement: 'PRE' }]);
    const facts = { benchmark: { name: 'facts' }, metric: 'acc', standardError: 0.02, shots: 5, sampleCount: 40 };
    expect(stored.evaluations.nodes).toEqual([
      { ...facts, value: 0.8, pruning: null, retention: null },
      { ...facts, value: 0.4, pruning: { strategy: 'RANDOM_INNER', seed: 3, removed: [1] }, retention: 0.5 },
      { ...facts, value: 0.6, pruning: { strategy: 'BLOCK_INFLUENCE', seed: null, removed: [1, 2] }, retention: expect.closeTo(0.75, 12) },
    ]);
    const metric = 'BLOCK_INFLUENCE';
    expect(stored.scoreRuns.nodes).toEqual([
      {
        lane: expect.stringMatching(/^self-reported · a text · window 64 .* lamina study$/),
        layerScores: {
          nodes: [
            { layerIndex: 0, metric, mean: 0.5, standardError: 0.01 },
            { layerIndex: 1, metric, mean: 0.25, standardError: null },
            { layerIndex: 2, metric, mean: null, standardError: null },
          ],
        },
      },
    ]);
    await sendToPlatform(openPlatform(new URL('/', platform.url).href, platform.token), RESULT);
    expect(await readStored()).toEqual(stored);
  });

  it('passes a refusal of the platform on, in its own words', async () => {
    const wrong = { ...RESULT, prunings: [{ ...RESULT.prunings[0], removed: [7] }] } as StudyResult;
    await expect(sendToPlatform(open(), wrong)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('[7]'),
    });
    await expect(sendToPlatform(open('lam_of_nobody'), RESULT)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses what is no address, no Lamina API, and to go without a token', async () => {
    expect(() => openPlatform('localhost', platform.token)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(() => open(null)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    const other = createServer((_request, response) => response.end('hello')).listen(0);
    await once(other, 'listening');
    const elsewhere = `http://localhost:${(other.address() as AddressInfo).port}`;
    await expect(sendToPlatform(openPlatform(elsewhere, platform.token), RESULT)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    other.closeAllConnections();
    other.close();
    await once(other, 'close');
    await expect(sendToPlatform(openPlatform(elsewhere, platform.token), RESULT)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
  });
});
