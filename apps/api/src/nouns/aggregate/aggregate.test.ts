import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const SPREAD = 'distribution { count mean standardDeviation minimum maximum quantiles { probability value } }';

describe('aggregates', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const a = await seedModel(api.database, { slug: 'a', family: 'first', blockCount: 4 });
    const b = await seedModel(api.database, { slug: 'b', family: 'first', blockCount: 2 });
    const c = await seedModel(api.database, { slug: 'c', family: 'second', blockCount: 2 });
    await seedScoreRun(api.database, a, [1, 2, null, 4]);
    await seedScoreRun(api.database, b, [3, 5]);
    await seedScoreRun(api.database, c, [10, 20]);
    await seedEvaluatedPruning(api.database, a, { strategy: 'reverse', removed: [3], blockCount: 4, retention: { facts: 0.5, sums: 1 } });
    await seedEvaluatedPruning(api.database, b, { strategy: 'reverse', removed: [1], blockCount: 2, retention: { facts: 0.75 } });
  });
  afterAll(() => api.close());

  it('of scores per family leave out undefined values and never mix protocols or metrics', async () => {
    const { data } = await api.query<{ layerScoreAggregates: object[] }>(
      `{ layerScoreAggregates(groupBy: [FAMILY], quantiles: [0, 0.5, 1]) { lane metric family model ${SPREAD} } }`,
    );
    // 1 2 4 3 5: mean 3, squares about it 10, divided by 4.
    const first = { count: 5, mean: 3, standardDeviation: expect.closeTo(Math.sqrt(2.5), 12), minimum: 1, maximum: 5 };
    const group = { lane: 'made-lane', metric: 'BLOCK_INFLUENCE', model: null };
    const at = (values: number[]) => [0, 0.5, 1].map((probability, index) => ({ probability, value: values[index] }));
    expect(data.layerScoreAggregates).toEqual([
      { ...group, family: 'first', distribution: { ...first, quantiles: at([1, 3, 5]) } },
      {
        ...group,
        family: 'second',
        distribution: {
          count: 2,
          mean: 15,
          standardDeviation: expect.closeTo(Math.sqrt(50), 12),
          minimum: 10,
          maximum: 20,
          quantiles: at([10, 15, 20]),
        },
      },
    ]);
  });

  it('of scores per range of relative depth put the ends where comparisons put them', async () => {
    const { data } = await api.query<{ layerScoreAggregates: object[] }>(
      `{ layerScoreAggregates(groupBy: [MODEL, RELATIVE_DEPTH], binCount: 3, filter: { models: ["a"] }) {
        model relativeDepth { low high } distribution { count mean standardDeviation } } }`,
    );
    const bin = (low: number, high: number, mean: number) => ({
      model: 'a',
      relativeDepth: { low, high },
      distribution: { count: 1, mean, standardDeviation: null },
    });
    // Depths 0, 1/3 and 1 have values; 2/3 is undefined. 1/3 opens the second range, 1 belongs to the last.
    expect(data.layerScoreAggregates).toEqual([bin(0, 1 / 3, 1), bin(1 / 3, 2 / 3, 2), bin(2 / 3, 1, 4)]);
  });

  it('of evaluations keep benchmarks apart and count pruned rows for retention, all rows for values', async () => {
    const query = (of: string, groupBy: string) =>
      api.query<{ evaluationAggregates: { distribution: { count: number } }[] }>(
        `{ evaluationAggregates(groupBy: [${groupBy}], of: ${of}) { benchmark metric strategy removedCount removedRatio { low high } distribution { count mean } } }`,
      );
    const { data } = await query('RETENTION', 'STRATEGY');
    const rest = { metric: 'acc', strategy: 'REVERSE', removedCount: null, removedRatio: null };
    expect(data.evaluationAggregates).toEqual([
      { ...rest, benchmark: 'facts', distribution: { count: 2, mean: 0.625 } },
      { ...rest, benchmark: 'sums', distribution: { count: 1, mean: 1 } },
    ]);
    const values = await query('VALUE', 'REMOVED_COUNT, REMOVED_RATIO');
    expect(values.data.evaluationAggregates.map(({ distribution }) => distribution.count)).toEqual([2, 1, 1, 1, 1]);
  });

  it.each([
    ['binCount: 0', 'BAD_USER_INPUT'],
    ['binCount: 101', 'BAD_USER_INPUT'],
    ['quantiles: [1.5]', 'BAD_USER_INPUT'],
    [`quantiles: [${Array.from({ length: 21 }, () => 0.5).join()}]`, 'BAD_USER_INPUT'],
  ])('refuse %s', async (argument, code) => {
    const { errors } = await api.query(`{ layerScoreAggregates(groupBy: [], ${argument}) { lane } }`);
    expect(errors?.[0]?.extensions.code).toBe(code);
  });
});
