import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inspectDeclared, registerModel } from '@lamina/database';
import { seedModel } from '../../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const REGISTER = `mutation ($input: RegisterModelInput!) { registerModel(input: $input) {
  model { slug name source normPlacement blockCount family { slug name } layers { totalCount } } job { id kind status model { slug } } } }`;

interface Registered {
  readonly registerModel: { readonly model: object | null; readonly job: { readonly id: string } | null };
}

describe('registerModel', () => {
  let api: TestApi;
  const facts = { blockCount: 3, hiddenSize: 8, parameterCount: 1000, architecture: 'Llama', normPlacement: 'PRE', precision: 'bfloat16' };

  beforeAll(async () => {
    api = await startTestApi();
    const { modelKey } = await seedModel(api.database, { slug: 'bundled' });
    await api.database.prisma.model.update({ where: { id: modelKey }, data: { source: 'bundled' } });
    await seedModel(api.database, { slug: 'folder' });
  });
  afterAll(() => api.close());

  const register = (input: object, headers: Readonly<Record<string, string>> = ADMIN_HEADERS) =>
    api.query<Registered>(REGISTER, { input }, headers);

  it('keeps what a worker counted of its tokens when the same files are registered again; a declared model has none', async () => {
    const names = { slug: 'counted', name: 'Counted', family: { slug: 'f', name: 'F' }, source: 'folder', location: 'counted' } as const;
    const inspection = inspectDeclared(facts, (why) => {
      throw new Error(why);
    });
    const tokenClasses = [{ name: 'han', rows: 12, bytes: 768, occurrences: [{ text: 'austen', count: 1 }] }];
    await registerModel(api.database, { ...names, inspection, tokenClasses });
    await registerModel(api.database, { ...names, inspection });
    await register({ slug: 'uncounted', facts });
    const query = '{ modelsBySlug(slugs: ["counted", "uncounted"]) { tokenClasses { name rows bytes occurrences { text count } } } }';
    const { data } = await api.query<{ modelsBySlug: object[] }>(query);
    expect(data.modelsBySlug).toEqual([{ tokenClasses }, { tokenClasses: null }]);
  });

  it('stores a model by its facts, once; other facts become a new revision', async () => {
    const reply = await register({ slug: 'far-away', name: 'Far away', facts: { ...facts, layerParameterCounts: [1, 2, 3] } });
    expect(reply.data.registerModel).toEqual({
      model: {
        slug: 'far-away',
        name: 'Far away',
        source: 'declared',
        normPlacement: 'PRE',
        blockCount: 3,
        family: { slug: 'llama', name: 'Llama' },
        layers: { totalCount: 3 },
      },
      job: null,
    });
    await register({ slug: 'far-away', facts: { ...facts, layerParameterCounts: [1, 2, 3] } });
    const count = () => api.database.prisma.modelRevision.count({ where: { model: { slug: 'far-away' } } });
    expect(await count()).toBe(1);
    await register({ slug: 'far-away', facts: { ...facts, blockCount: 4 } });
    expect(await count()).toBe(2);
  });

  it('takes scores that were measured elsewhere, but no job', async () => {
    await register({ slug: 'measured-there', facts });
    const submit = `mutation { submitScoreRun(input: { model: "measured-there", calibration: "made-text" }) { job { id } } }`;
    expect((await api.query(submit, {}, ADMIN_HEADERS)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const input = {
      model: 'measured-there',
      format: 'CSV',
      content: 'layer,metric,mean\n0,block-influence,0.5\n1,block-influence,0.1\n2,block-influence,0.3\n',
      calibration: { name: 'their text', window: 256, bos: 'AUTO', tokenCount: 1024 },
      tool: 'pytorch 2.9',
    };
    const imported = await api.query(
      'mutation ($input: ImportLayerScoresInput!) { importLayerScores(input: $input) { imports { isNew } } }',
      { input },
      ADMIN_HEADERS,
    );
    expect(imported.data).toEqual({ importLayerScores: { imports: [{ isNew: true }] } });
  });

  it('queues a job where a scorer has to read the files, once per key', async () => {
    const input = { slug: 'from-hub', reference: 'org/name@main:fp16', family: { slug: 'fam' }, idempotencyKey: 'k' };
    const { data } = await register(input);
    expect(data.registerModel).toEqual({
      model: null,
      job: { id: expect.any(String), kind: 'REGISTER_MODEL', status: 'QUEUED', model: null },
    });
    expect((await register(input)).data.registerModel.job?.id).toBe(data.registerModel.job?.id);
    const job = await api.database.prisma.job.findFirstOrThrow({ where: { kind: 'register-model' } });
    expect(job.payload).toEqual({
      reference: 'org/name@main:fp16',
      slug: 'from-hub',
      name: 'from-hub',
      family: { slug: 'fam', name: 'fam' },
      description: null,
      licence: null,
      isUploaded: false,
    });
  });

  it.each([
    [{ slug: 'x' }, 'BAD_USER_INPUT'],
    [{ slug: 'x', reference: 'folder', facts }, 'BAD_USER_INPUT'],
    [{ slug: 'Not A Slug', facts }, 'BAD_USER_INPUT'],
    [{ slug: 'x', reference: '../../etc' }, 'BAD_USER_INPUT'],
    [{ slug: 'x', reference: '/etc/passwd' }, 'BAD_USER_INPUT'],
    [{ slug: 'x', reference: 'http://169.254.169.254/latest' }, 'BAD_USER_INPUT'],
    [{ slug: 'x', reference: 'a/b/c' }, 'BAD_USER_INPUT'],
    [{ slug: 'x', facts: { ...facts, blockCount: 0 } }, 'BAD_USER_INPUT'],
    [{ slug: 'x', facts: { ...facts, layerParameterCounts: [1] } }, 'BAD_USER_INPUT'],
    [{ slug: 'x', facts: { ...facts, weightsSha256: 'abc' } }, 'BAD_USER_INPUT'],
    [{ slug: 'bundled', facts }, 'CONFLICT'],
    [{ slug: 'bundled', reference: 'folder' }, 'CONFLICT'],
    [{ slug: 'folder', facts }, 'CONFLICT'],
  ])('refuses %j', async (input, code) => {
    const before = await api.database.prisma.job.count();
    expect((await register(input)).errors?.[0]?.extensions.code).toBe(code);
    expect(await api.database.prisma.job.count()).toBe(before);
    expect(await api.database.prisma.model.count({ where: { slug: 'x' } })).toBe(0);
  });

  it('refuses strangers', async () => {
    expect((await register({ slug: 'x', facts }, {})).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
