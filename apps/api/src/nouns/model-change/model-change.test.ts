import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const UPDATE = `mutation ($input: UpdateModelInput!) { updateModel(input: $input) {
  model { slug name description licence family { slug name } } } }`;
const DELETE = 'mutation ($slug: String!, $withResults: Boolean) { deleteModel(slug: $slug, withResults: $withResults) { slug } }';
const TABLES = [
  'efficiency',
  'evaluation',
  'pruning',
  'scoreRun',
  'layerScore',
  'job',
  'attempt',
  'study',
  'layer',
  'modelRevision',
  'model',
] as const;

describe('changes of models', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const seedMeasured = async (slug: string) => {
    const model = await seedModel(api.database, { slug });
    await seedScoreRun(api.database, model, [0.5, 0.25, 0.125, 0.75]);
    await seedEvaluatedPruning(api.database, model, { strategy: 'reverse', removed: [3], blockCount: 4, retention: { facts: 0.9 } });
    return model;
  };
  const countRows = () =>
    Promise.all(TABLES.map(async (table) => [table, await (api.database.prisma[table] as { count(): Promise<number> }).count()]));
  const remove = (slug: string, withResults?: boolean, headers: Readonly<Record<string, string>> = ADMIN_HEADERS) =>
    api.query<object>(DELETE, { slug, withResults }, headers);

  it('change name, licence and family, take a description away, and leave the rest as it is', async () => {
    const { modelKey } = await seedModel(api.database, { slug: 'words', family: 'old-family' });
    await api.database.prisma.model.update({ where: { id: modelKey }, data: { description: 'Old.', licence: 'MIT' } });
    const input = { slug: 'words', name: 'New name', description: '', family: { slug: 'new-family', name: 'New family' } };
    const reply = await api.query(UPDATE, { input }, ADMIN_HEADERS);
    expect(reply.data).toEqual({
      updateModel: {
        model: { slug: 'words', name: 'New name', description: null, licence: 'MIT', family: { slug: 'new-family', name: 'New family' } },
      },
    });
  });

  it('refuse callers without the scope, unknown and bundled models, and texts that do not fit', async () => {
    const { modelKey } = await seedModel(api.database, { slug: 'built-in' });
    await api.database.prisma.model.update({ where: { id: modelKey }, data: { source: 'bundled' } });
    const codeOf = async (reply: Promise<{ readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }>) =>
      (await reply).errors?.[0]?.extensions.code;
    expect(await codeOf(api.query(UPDATE, { input: { slug: 'words', name: 'x' } }))).toBe('UNAUTHENTICATED');
    expect(await codeOf(api.query(UPDATE, { input: { slug: 'nobody', name: 'x' } }, ADMIN_HEADERS))).toBe('NOT_FOUND');
    expect(await codeOf(api.query(UPDATE, { input: { slug: 'built-in', name: 'x' } }, ADMIN_HEADERS))).toBe('CONFLICT');
    expect(await codeOf(api.query(UPDATE, { input: { slug: 'words', name: 'x'.repeat(2001) } }, ADMIN_HEADERS))).toBe('BAD_USER_INPUT');
    expect(await codeOf(remove('words', true, {}))).toBe('UNAUTHENTICATED');
    expect(await codeOf(remove('built-in', true))).toBe('CONFLICT');
    expect(await codeOf(remove('nobody', true))).toBe('NOT_FOUND');
  });

  it('delete a model with everything that belongs to it, and nothing of other models', async () => {
    await seedMeasured('stays');
    const before = await countRows();
    const { modelKey } = await seedMeasured('goes');
    const study = await api.database.prisma.study.create({ data: { modelId: modelKey, request: {} } });
    const job = await api.database.prisma.job.create({ data: { kind: 'score-model', payload: {}, studyId: study.id, status: 'FAILED' } });
    await api.database.prisma.attempt.create({ data: { jobId: job.id, number: 1, workerId: 'w' } });
    expect((await remove('goes')).errors?.[0]?.message).toMatch(
      /1 score runs, 1 prunings and \d evaluations; ask to delete its results too/,
    );
    expect((await remove('goes', true)).data).toEqual({ deleteModel: { slug: 'goes' } });
    expect(await countRows()).toEqual(before);
  });

  it('keep a model with open jobs, quantized forms or saved comparisons, and name them', async () => {
    const { modelKey } = await seedMeasured('used');
    const form = await seedModel(api.database, { slug: 'used-int8' });
    const { prisma } = api.database;
    await prisma.model.update({ where: { id: form.modelKey }, data: { derivedFromId: modelKey } });
    expect((await remove('used', true)).errors?.[0]?.message).toContain('used-int8');
    await prisma.model.update({ where: { id: form.modelKey }, data: { derivedFromId: null } });
    const job = await prisma.job.create({ data: { kind: 'score-model', payload: {}, modelId: modelKey } });
    expect((await remove('used', true)).errors?.[0]?.message).toContain('1 of its jobs are not finished');
    await prisma.job.update({ where: { id: job.id }, data: { status: 'CANCELLED' } });
    const save =
      'mutation { saveComparison(input: { title: "Two", slugs: ["used", "stays"], metric: BLOCK_INFLUENCE }) { comparison { slug } } }';
    const saved = await api.query<{ readonly saveComparison: { readonly comparison: { readonly slug: string } } }>(save, {}, ADMIN_HEADERS);
    expect((await remove('used', true)).errors?.[0]?.message).toContain(saved.data.saveComparison.comparison.slug);
  });

  it('keep what a data release holds', async () => {
    await seedMeasured('released');
    await api.query('mutation { publishRelease(input: { version: "1" }) { release { id } } }', {}, ADMIN_HEADERS);
    const before = await countRows();
    expect((await remove('released', true)).errors?.[0]).toMatchObject({
      message: expect.stringContaining('a data release holds its measurements'),
      extensions: { code: 'CONFLICT' },
    });
    expect(await countRows()).toEqual(before);
  });
});
