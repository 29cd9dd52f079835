import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../testing/seed-evaluated-pruning.ts';
import { seedJob } from '../testing/seed-job.ts';
import { type SeededModel, seedModel } from '../testing/seed-model.ts';
import { seedScoreRun } from '../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

interface Identified {
  readonly __typename: string;
  readonly id: string;
}

const LISTS = `{
  families { nodes { __typename id } } models { nodes { __typename id revision { __typename id } } }
  layers(first: 1) { nodes { __typename id } } layerScores(first: 1) { nodes { __typename id } }
  scoreRuns { nodes { __typename id calibration { __typename id } } } calibrationSets { nodes { __typename id } }
  prunings { nodes { __typename id } } benchmarks { nodes { __typename id } } evaluations(first: 1) { nodes { __typename id } }
  studies { nodes { __typename id } } jobs { nodes { __typename id log { __typename id } } } workers { nodes { __typename id } } leaderboard { nodes { __typename id } }
}`;

describe('global ids', () => {
  let api: TestApi;
  let model: SeededModel;

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'one' });
    await seedScoreRun(api.database, model, [0.1, 0.2, 0.3, 0.4]);
    await seedEvaluatedPruning(api.database, model, {
      strategy: 'block-influence',
      removed: [1],
      blockCount: 4,
      retention: { facts: 0.9 },
    });
    const jobId = await seedJob(api.database);
    await api.database.prisma.jobEvent.create({ data: { jobId, attempt: 0, type: 'queued' } });
    await api.database.prisma.worker.create({
      data: { name: 'one', host: 'here', pid: 1, device: 'made', providers: ['cpu'], versions: {} },
    });
    await api.database.prisma.study.create({ data: { modelId: model.modelKey, request: {} } });
  });
  afterAll(() => api.close());

  async function listIdentified(): Promise<readonly Identified[]> {
    const { data, errors } = await api.query<Record<string, unknown>>(LISTS);
    expect(errors).toBeUndefined();
    const found: Identified[] = [];
    JSON.stringify(data, (_key, value) => {
      if (value?.__typename !== undefined) found.push(value);
      return value;
    });
    return found;
  }

  it('lead back to the same object for every type', async () => {
    const objects = await listIdentified();
    expect(new Set(objects.map(({ __typename }) => __typename)).size).toBe(16);
    for (const { __typename, id } of objects) {
      const reply = await api.query<{ node: Identified }>('query ($id: ID!) { node(id: $id) { __typename id } }', { id });
      expect(reply.errors).toBeUndefined();
      expect(reply.data.node).toEqual({ __typename, id });
    }
  });

  it('are opaque and hold no folder', async () => {
    const reply = await api.query('{ models { nodes { id revision { id digest } } } jobs { nodes { id } } }');
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  it('answer in the order asked, with null where nothing is known', async () => {
    const [first, second] = await listIdentified();
    const ids = [second?.id, 'nonsense', first?.id, Buffer.from(`Model:${model.layerKeys[0]}`).toString('base64url')];
    const { data } = await api.query<{ nodes: (Identified | null)[] }>('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(data.nodes.map((node) => node?.id ?? null)).toEqual([second?.id, null, first?.id, null]);
  });

  it('refuse an id of another type where one type is asked for', async () => {
    const [family] = await listIdentified();
    const { errors } = await api.query('query ($id: ID!) { job(id: $id) { id } }', { id: family?.id });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain('is the id of a ModelFamily; expected the id of a Job');
  });

  it('give models by slug in the order asked', async () => {
    const query = '{ modelsBySlug(slugs: ["none", "one"]) { slug } }';
    const { data } = await api.query<{ modelsBySlug: unknown }>(query);
    expect(data.modelsBySlug).toEqual([null, { slug: 'one' }]);
  });
});
