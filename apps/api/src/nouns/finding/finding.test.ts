import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning, seedTextEvaluation } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = 'query ($model: String) { findings(model: $model) { id sentence model { slug } } }';

interface Reply {
  readonly findings: readonly { readonly id: string; readonly sentence: string; readonly model: { readonly slug: string } }[];
}

describe('findings', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    for (const [slug, ratio] of [
      ['two', 1.2],
      ['one', 1.1],
      ['small', 1.3],
    ] as const) {
      const model = await seedModel(api.database, { slug, blockCount: 8 });
      const seed = { strategy: 'block-influence', removed: [3], blockCount: 8, retention: { facts: 0.9 } };
      const pruningId = await seedEvaluatedPruning(api.database, model, seed);
      for (const name of ['austen', 'wikipedia']) await seedTextEvaluation(api.database, { model, pruningId, name, source: name, ratio });
    }
    await seedModel(api.database, { slug: 'untried' });
    await api.database.prisma.model.update({ where: { slug: 'small' }, data: { source: 'bundled' } });
  });
  afterAll(() => api.close());

  const ask = (model: string | null) => api.query<Reply>(QUERY, { model });

  it('are about the real models with measured changes, question by question', async () => {
    const { findings } = (await ask(null)).data;
    expect(findings.map(({ id, model }) => `${id} ${model.slug}`)).toEqual(
      ['kinds', 'units', 'random', 'search', 'repair', 'texts', 'words', 'bits'].flatMap((id) => [`${id} one`, `${id} two`]),
    );
  });

  it('are about a named model, also one that nobody measured; another name is refused', async () => {
    const small = (await ask('small')).data.findings;
    expect(small.find(({ id }) => id === 'texts')?.sentence).toContain('1 removal on austen and wikipedia');
    const { findings } = (await ask('untried')).data;
    expect(findings.map(({ sentence }) => sentence.slice(0, 17))).toEqual(Array.from({ length: 8 }, () => 'Not measured yet:'));
    expect((await ask('none')).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('are about the small bundled models if no real one was measured', async () => {
    await api.database.prisma.model.updateMany({ where: { slug: { in: ['one', 'two'] } }, data: { source: 'bundled' } });
    const { findings } = (await ask(null)).data;
    expect(new Set(findings.map(({ model }) => model.slug))).toEqual(new Set(['one', 'small', 'two']));
  });
});
