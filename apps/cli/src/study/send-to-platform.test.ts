import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-utils';
import { openPlatform } from './open-platform.ts';
import type { StudyEvaluation, StudyResult } from './read-study.ts';
import { sendToPlatform } from './send-to-platform.ts';

const API = join(import.meta.dirname, '../../../api/src/main.ts');
const TOKEN = 'lam_administrator-of-this-test';
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
      greedyOrder: [],
    },
  ],
  dense: { evaluations: [evaluate(0.8)], averages: [] },
  prunings: [
    { strategy: 'random-inner', seed: 3, removed: [1], order: [1], evaluations: [evaluate(0.4)], averages: [] },
    { strategy: 'block-influence', seed: null, removed: [1, 2], order: [1, 2], evaluations: [evaluate(0.6)], averages: [] },
  ],
  comparison: { metric: 'acc', benchmarks: [], steps: [] },
  efficiency: [],
};

describe('sendToPlatform', () => {
  let database: TestDatabase;
  let api: ChildProcess;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { PATH: '/usr/bin:/bin', DATABASE_URL: database.url, LAMINA_API_PORT: '0', LAMINA_ADMIN_TOKEN: TOKEN };
    const child = spawn(process.execPath, ['--import', 'tsx', API], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    api = child;
    for await (const line of createInterface({ input: child.stdout })) {
      url = JSON.parse(line).url;
      break;
    }
    child.stdout.resume();
  });
  afterAll(async () => {
    const ended = once(api, 'exit');
    api.kill('SIGTERM');
    await ended;
    await database.drop();
  });

  async function readStored() {
    const body = JSON.stringify({ query: STORED });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { data, errors } = (await response.json()) as { data: Stored; errors?: object };
    expect(errors).toBeUndefined();
    return data;
  }

  it('hands in the model by its facts, its scores, and the evaluations of the whole and of every removal, once', async () => {
    await sendToPlatform(openPlatform(url, TOKEN), RESULT);
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
    await sendToPlatform(openPlatform(new URL('/', url).href, TOKEN), RESULT);
    expect(await readStored()).toEqual(stored);
  });

  it('passes a refusal of the platform on, in its own words', async () => {
    const wrong = { ...RESULT, prunings: [{ ...RESULT.prunings[0], removed: [7] }] } as StudyResult;
    await expect(sendToPlatform(openPlatform(url, TOKEN), wrong)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('[7]'),
    });
    await expect(sendToPlatform(openPlatform(url, 'lam_of_nobody'), RESULT)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses what is no address, no Lamina API, and to go without a token', async () => {
    expect(() => openPlatform('localhost', TOKEN)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(() => openPlatform(url, null)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    const other = createServer((_request, response) => response.end('hello')).listen(0);
    await once(other, 'listening');
    const elsewhere = `http://localhost:${(other.address() as AddressInfo).port}`;
    await expect(sendToPlatform(openPlatform(elsewhere, TOKEN), RESULT)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    other.closeAllConnections();
    other.close();
    await once(other, 'close');
    await expect(sendToPlatform(openPlatform(elsewhere, TOKEN), RESULT)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
  });
});
