import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `{ evaluations(filter: { dense: false }, orderBy: [{ field: BENCHMARK }]) { nodes {
  benchmark { name } lostCount gainedCount mcNemarP holmP difference { value standardError method confidenceInterval { low high } } } } }`;

describe('an evaluation', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const model = await seedModel(api.database, { slug: 'model', blockCount: 4 });
    const retention = { facts: 0.5, untested: 0.7, words: 0.9 };
    const pruningId = await seedEvaluatedPruning(api.database, model, { strategy: 'reverse', removed: [3], blockCount: 4, retention });
    const change = (name: string, data: object) =>
      api.database.prisma.evaluation.updateMany({ where: { pruningId, benchmark: { name } }, data });
    await change('facts', {
      lostCount: 6,
      gainedCount: 0,
      mcNemarP: 2 / 64,
      difference: -0.4,
      differenceStandardError: 0.1,
      differenceLow: -0.6,
      differenceHigh: -0.2,
      differenceMethod: 'paired-normal',
    });
    await change('words', { lostCount: 1, gainedCount: 0, mcNemarP: 1 });
  });
  afterAll(() => api.close());

  it('says how surely it differs from the dense one, corrected for the number of benchmarks that were tested', async () => {
    const { data, errors } = await api.query<{ evaluations: { nodes: readonly object[] } }>(QUERY);
    expect(errors).toBeUndefined();
    // Holm over the two tested benchmarks: 2 · 2/64 and 1.
    expect(data.evaluations.nodes).toEqual([
      {
        benchmark: { name: 'facts' },
        lostCount: 6,
        gainedCount: 0,
        mcNemarP: 2 / 64,
        holmP: 4 / 64,
        difference: { value: -0.4, standardError: 0.1, method: 'PAIRED_NORMAL', confidenceInterval: { low: -0.6, high: -0.2 } },
      },
      { benchmark: { name: 'untested' }, lostCount: null, gainedCount: null, mcNemarP: null, holmP: null, difference: null },
      { benchmark: { name: 'words' }, lostCount: 1, gainedCount: 0, mcNemarP: 1, holmP: 1, difference: null },
    ]);
  });
});
