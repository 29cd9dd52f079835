import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval } from '@lamina/plans';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, TEST_ADMIN_TOKEN, type TestApi } from '../../testing/start-test-api.ts';

const SUBMIT = `mutation ($input: SubmitStudyInput!) { submitStudy(input: $input) {
  studies { id status request model { slug } progress { total pending } jobs { totalCount nodes { kind status dependsOn { kind } model { slug } } } } } }`;

interface Submitted {
  readonly submitStudy: {
    readonly studies: readonly {
      readonly id: string;
      readonly request: object;
      readonly jobs: { readonly nodes: readonly { readonly kind: string; readonly status: string }[] };
    }[];
  };
}

describe('submitStudy', () => {
  let api: TestApi;
  const input = {
    models: ['one', 'two'],
    calibration: 'made-text',
    strategies: ['BLOCK_INFLUENCE', 'RANDOM_INNER'],
    counts: [1, 2],
    benchmarks: ['facts'],
  };

  beforeAll(async () => {
    api = await startTestApi();
    await seedModel(api.database, { slug: 'one' });
    await seedModel(api.database, { slug: 'two' });
  });
  afterAll(() => api.close());

  const submit = (change: object = {}) =>
    api.query<Submitted>(SUBMIT, { input: { ...input, ...change } }, { authorization: `Bearer ${TEST_ADMIN_TOKEN}` });

  it('studies quantized forms too, except the one that a model has already', async () => {
    const { revisionKey } = await seedModel(api.database, { slug: 'half' });
    await api.database.prisma.modelRevision.update({ where: { id: revisionKey }, data: { precision: 'fp16' } });
    const reply = await submit({ models: ['one', 'half'], precisions: ['FP16', 'INT8', 'INT8'] });
    const { studies } = reply.data.submitStudy;
    expect(studies).toMatchObject([{ request: { precisions: ['fp16', 'int8'] } }, { request: { precisions: ['int8'] } }]);
    const quantizations = studies[1]?.jobs.nodes.filter(({ kind }) => kind === 'QUANTIZE_MODEL');
    expect(quantizations).toMatchObject([{ status: 'WAITING', dependsOn: [{ kind: 'EVALUATE_MODEL' }] }]);
  });

  it('writes a study per model; jobs without inputs are queued, the others wait', async () => {
    const reply = await submit();
    expect(reply.errors).toBeUndefined();
    const { studies } = reply.data.submitStudy;
    expect(studies).toHaveLength(2);
    expect(studies[0]).toMatchObject({
      status: 'QUEUED',
      model: { slug: 'one' },
      progress: { total: 4, pending: 4 },
      request: { window: 256, strategies: ['block-influence', 'random-inner'] },
    });
    const jobs = studies[0]?.jobs.nodes.map(({ kind, status }) => `${kind} ${status}`).toSorted();
    expect(jobs).toEqual(['EVALUATE_MODEL QUEUED', 'EVALUATE_MODEL WAITING', 'PRUNE_MODEL WAITING', 'SCORE_MODEL QUEUED']);
  });

  it('removes the sets that it names beside those of the strategies, and searches with several seeds', async () => {
    const named = [createRemoval({ blocks: [3], attention: [1] }), createRemoval({ mlp: [0, 2] })];
    const removals = [{ blocks: [3], attention: [1] }, { mlp: [0, 2] }];
    const reply = await submit({ strategies: ['EVOLUTIONARY'], removals, searchSeeds: [1, 4], searchFitness: 'LOSS' });
    expect(reply.errors).toBeUndefined();
    const [study] = reply.data.submitStudy.studies;
    expect(study?.request).toMatchObject({ strategies: ['evolutionary', 'explicit'], removals: named, searchSeeds: [1, 4] });
    const jobs = await api.database.prisma.job.findMany({ orderBy: { id: 'desc' }, take: 8 });
    const payloadOf = (wanted: string) => jobs.find(({ kind }) => kind === wanted)?.payload;
    expect(payloadOf('score-model')).toMatchObject({
      searches: [{ search: 'evolve', units: ['block'], counts: [1, 2] }],
      searchSeeds: [1, 4],
      searchFitness: 'loss',
    });
    expect(payloadOf('prune-model')).toMatchObject({ strategies: ['evolutionary', 'explicit'], removals: named });
  });

  it('names the repair of iterative removal with repair; without a name the job chooses it', async () => {
    const requestOf = async (change: object) => (await submit({ models: ['one'], ...change })).data.submitStudy.studies[0]?.request;
    const strategies = ['ITERATE', 'ITERATE_REPAIR'];
    expect(await requestOf({ strategies, searchRepair: 'LINEAR_FOLD' })).toMatchObject({
      strategies: ['iterate', 'iterate-repair'],
      searchRepair: 'linear-fold',
    });
    expect(await requestOf({ strategies })).toHaveProperty('searchRepair', 'scalar');
    const [usual, named] = await api.database.prisma.job.findMany({
      where: { kind: 'score-model' },
      orderBy: { id: 'desc' },
      take: 2,
      select: { payload: true },
    });
    const searches = [{ search: 'iterate' }, { search: 'iterate-repair' }];
    expect(usual?.payload).toMatchObject({ searches, searchRepair: 'scalar' });
    expect(named?.payload).toMatchObject({ searches, searchRepair: 'linear-fold' });
  });

  it('answers a second submission under one key with the first studies', async () => {
    const first = await submit({ idempotencyKey: 'mine' });
    const second = await submit({ idempotencyKey: 'mine' });
    expect(second.data.submitStudy.studies.map(({ id }) => id)).toEqual(first.data.submitStudy.studies.map(({ id }) => id));
  });

  it.each([
    [{ models: ['one', 'none'] }, 'NOT_FOUND'],
    [{ models: [] }, 'BAD_USER_INPUT'],
    [{ counts: [4] }, 'BAD_USER_INPUT'],
    [{ counts: [0] }, 'BAD_USER_INPUT'],
    [{ calibration: '../../etc/passwd' }, 'BAD_USER_INPUT'],
    [{ benchmarks: ['../secret'] }, 'BAD_USER_INPUT'],
    [{ strategies: ['EXPLICIT'] }, 'BAD_USER_INPUT'],
    [{ strategies: ['EVOLUTIONARY'], searchPasses: 0 }, 'BAD_USER_INPUT'],
    [{ until: { confidence: 1 } }, 'BAD_USER_INPUT'],
    [{ window: 1 }, 'BAD_USER_INPUT'],
    [{ removals: [{ attention: [4] }] }, 'BAD_USER_INPUT'],
    [{ removals: [{ mlp: [] }] }, 'BAD_USER_INPUT'],
    [{ searchSeeds: [-1] }, 'BAD_USER_INPUT'],
    [{ strategies: ['ITERATE_REPAIR'], searchRepair: 'NONE' }, 'BAD_USER_INPUT'],
  ])('refuses %j and writes nothing', async (change, code) => {
    const before = await api.database.prisma.study.count();
    expect((await submit(change)).errors?.[0]?.extensions.code).toBe(code);
    expect(await api.database.prisma.study.count()).toBe(before);
  });
});
