import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importPublishedLayers } from '@lamina/database';
import { startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { seedModel } from '../../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
/** Numbers that numpy and scipy computed. */
const GOLDEN = JSON.parse(readFileSync(join(ROOT, 'packages/datasets/fixtures/predictions.json'), 'utf8')) as {
  readonly models: Readonly<
    Record<string, Readonly<Record<string, { readonly neighbour: string; readonly hits: number; readonly spearman: number }>>>
  >;
  readonly medians: Readonly<Record<string, { readonly spearman: number }>>;
};

interface Profile {
  readonly label: string;
  readonly values: readonly number[];
  readonly floors: readonly number[];
  readonly kinds: readonly string[];
  readonly depthCorrelation: number;
  readonly mostTolerant: readonly number[];
  readonly source: { readonly credit: string; readonly url: string };
}

describe('published layers in the API', () => {
  let api: TestApi;
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startTestHub({
      models: { 'lab/new': { 'config.json': '{"model_type":"qwen3","num_hidden_layers":28,"hidden_size":1024}' } },
    });
    api = await startTestApi({ hub: { endpoint: hub.endpoint, cacheFolder: '' } });
    await importPublishedLayers(api.database, join(ROOT, 'models/published/layers'));
  });
  afterAll(async () => {
    await api.close();
    await hub.close();
  });

  it('show a profile with its credit, floor, kinds of blocks and correlation with depth', async () => {
    const { data } = await api.query<{ publishedModel: { readonly profiles: readonly Profile[] } }>(
      `{ publishedModel(name: "Qwen/Qwen3.5-9B") { profiles(unit: "block") { label values floors kinds depthCorrelation mostTolerant source { credit url } } } }`,
    );
    const profile = data.publishedModel.profiles.find(({ label }) => label === 'rounded to iq1_kt, KL divergence');
    expect(profile).toMatchObject({
      source: {
        credit: expect.stringContaining('Rounding sensitivities: Thireus, GGUF Tool Suite and its contributors'),
        url: expect.stringMatching(/^https/),
      },
    });
    const [values = [], floors = [], kinds = []] = [profile?.values, profile?.floors, profile?.kinds];
    expect([values.length, kinds[0], kinds[3]]).toEqual([32, 'linear · dense', 'softmax · dense']);
    // A block of linear attention sums the values of 8 tensors, one of softmax attention of 7.
    expect([floors[0], floors[3]].map((floor) => Math.round(Number(floor) / 0.000246))).toEqual([8, 7]);
    const above = values.map((value, layer) => value - Number(floors[layer]));
    const lowest = [...above.keys()].sort((one, other) => Number(above[one]) - Number(above[other])).slice(0, 5);
    expect(profile?.mostTolerant).toEqual(lowest);
  });

  it('rank the layers of a cosine from high to low', async () => {
    const { data } = await api.query<{ publishedModel: { readonly profiles: readonly Profile[] } }>(
      `{ publishedModel(name: "llama-4-scout-17b-16e") { profiles(unit: "block", operation: "cosine") { values mostTolerant isLowTolerated } } }`,
    );
    const [{ values = [], mostTolerant = [] } = {}] = data.publishedModel.profiles;
    expect(data.publishedModel.profiles).toEqual([expect.objectContaining({ isLowTolerated: false })]);
    expect(values[Number(mostTolerant[0])]).toBe(Math.max(...values));
  });

  it('meet the measured model of the same name', async () => {
    await seedModel(api.database, { slug: 'qwen3.5-9b', family: 'qwen', blockCount: 32 });
    const { data } = await api.query(
      `{ model(slug: "qwen3.5-9b") { published { hubId measured { slug } } } publishedModel(name: "GLM-4.6") { measured { slug } } }`,
    );
    expect(data).toEqual({
      model: { published: { hubId: 'Qwen/Qwen3.5-9B', measured: { slug: 'qwen3.5-9b' } } },
      publishedModel: { measured: null },
    });
  });

  it('are found by every name that a source uses', async () => {
    const names = readFileSync(join(ROOT, 'models/published/layers/models.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1] ?? '');
    const { data } = await api.query<{
      readonly publishedModels: {
        readonly nodes: readonly { readonly name: string; readonly aliases: readonly string[] }[];
        readonly totalCount: number;
      };
    }>('{ publishedModels(first: 100) { totalCount nodes { name aliases } } }');
    const { nodes, totalCount } = data.publishedModels;
    expect(totalCount).toBe(65);
    const known = new Set(nodes.flatMap(({ name, aliases }) => [name, ...aliases]));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    const found = await api.query('{ publishedModels(first: 5, filter: { search: "baichuan2-13b" }) { nodes { hubId } } }');
    expect(found.data).toEqual({ publishedModels: { nodes: [{ hubId: 'baichuan-inc/Baichuan2-13B-Base' }] } });
  });

  it('list values of a model by its name on the hub, and sets of removed layers', async () => {
    const { data } = await api.query(`{
      publishedLayerScores(first: 1, filter: { models: ["google/gemma-4-31B-it"], operations: ["remove"] }) { totalCount nodes { layerIndex value unitOfValue model { slug } } }
      publishedSpans(first: 1, filter: { models: ["Qwen/Qwen3-8B"], layerCount: { gte: 2, lte: 2 } }) { totalCount }
      publishedModel(name: "facebook/opt-13b") { removals { order hubId } }
    }`);
    expect(data).toEqual({
      publishedLayerScores: {
        totalCount: 60,
        nodes: [
          { layerIndex: 0, value: 1512.9, unitOfValue: 'perplexity difference in percent of dense', model: { slug: 'gemma-4-31b-it' } },
        ],
      },
      publishedSpans: { totalCount: 105 },
      publishedModel: { removals: [expect.objectContaining({ hubId: 'facebook/opt-13b' })] },
    });
  });

  it('say whether operations, metrics and siblings agree', async () => {
    const read = async (kind: string) => {
      const { data } = await api.query<{
        publishedAgreements: readonly {
          readonly correlation: number;
          readonly model: { readonly slug: string };
          readonly other: { readonly slug: string };
        }[];
      }>(`{ publishedAgreements(kind: ${kind}) { correlation first second model { slug } other { slug } } }`);
      return data.publishedAgreements;
    };
    // numpy computed both correlations.
    const [metrics, siblings, operations] = [await read('METRICS'), await read('SIBLINGS'), await read('OPERATIONS')];
    expect(metrics.find(({ model }) => model.slug === 'qwen3.5-27b')?.correlation).toBeCloseTo(0.9452838827838825, 12);
    // GLM-4.5 has opposite signs: its perplexity is noise.
    expect(metrics.filter(({ correlation }) => correlation < 0).length).toBeGreaterThan(0);
    const twins = siblings.find(({ model, other }) => model.slug === 'qwen3.5-27b' && other.slug === 'qwen3.6-27b');
    expect(twins?.correlation).toBeCloseTo(0.8045112781954886, 12);
    expect(operations.filter(({ model }) => model.slug === 'gemma-4-31b-it')).toHaveLength(1);
  });

  it('predict each other as numpy and scipy do', async () => {
    const { data } = await api.query<{
      predictionBenchmark: {
        readonly schemes: readonly {
          readonly scheme: string;
          readonly spearman: number;
          readonly models: readonly {
            readonly name: string;
            readonly neighbour: string;
            readonly hits: number;
            readonly spearman: number;
          }[];
        }[];
      };
    }>('{ predictionBenchmark { schemes { scheme spearman models { name neighbour hits spearman } } } }');
    const [leaveModelOut] = data.predictionBenchmark.schemes;
    expect(leaveModelOut).toMatchObject({
      scheme: 'LEAVE_MODEL_OUT',
      spearman: expect.closeTo(Number(GOLDEN.medians.leaveModelOut?.spearman), 12),
    });
    expect(leaveModelOut?.models).toHaveLength(Object.keys(GOLDEN.models).length);
    for (const { name, neighbour, hits, spearman } of leaveModelOut?.models ?? []) {
      const golden = GOLDEN.models[name]?.leaveModelOut;
      expect({ name, neighbour, hits }).toEqual({ name, neighbour: golden?.neighbour, hits: golden?.hits });
      expect(spearman).toBeCloseTo(Number(golden?.spearman), 12);
    }
  });

  it('predict a sibling from its configuration, and nothing outside the generation', async () => {
    const { data } = await api.query(
      `query ($near: JSON, $far: JSON) { near: predict(config: $near) { relation mostTolerant sentence } far: predict(config: $far) { sensitivity sentence } }`,
      {
        near: { model_type: 'qwen3_5', num_hidden_layers: 64, hidden_size: 5120 },
        far: { model_type: 'llama', num_hidden_layers: 32, hidden_size: 4096 },
      },
    );
    expect(data).toMatchObject({
      near: { relation: 'SAME_SHAPE', mostTolerant: expect.any(Array) },
      far: { sensitivity: null, sentence: expect.stringMatching(/^Not known/) },
    });
    const read = (hubId: string) =>
      api.query<object>('query ($hubId: String) { predict(hubId: $hubId) { relation neighbour } }', { hubId });
    expect((await read('lab/new')).data).toEqual({ predict: { relation: 'SAME_GENERATION', neighbour: expect.stringContaining('Qwen3') } });
    expect((await read('nobody/nothing')).errors?.[0]).toMatchObject({
      message: expect.stringMatching(/no such public model.*config\.json/),
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('are imported with a token only, and a wrong row is named', async () => {
    const write = (content: string, headers: Readonly<Record<string, string>>) =>
      api.query(
        'mutation ($input: ImportPublishedScoresInput!) { importPublishedScores(input: $input) { isNew source { title isImported } } }',
        { input: { title: 'Mine', licence: 'MIT', credit: 'me', content } },
        headers,
      );
    const content = 'model,unit,block_index,operation,value,unit_of_value\nmy-model,block,0,remove,0.5,nats\n';
    expect((await write(content, {})).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await write(content.replace('0.5', 'x'), ADMIN_HEADERS)).errors?.[0]?.message).toContain('row 1, column value');
    expect((await write(content, ADMIN_HEADERS)).data).toEqual({
      importPublishedScores: { isNew: true, source: { title: 'Mine', isImported: true } },
    });
  });
});
