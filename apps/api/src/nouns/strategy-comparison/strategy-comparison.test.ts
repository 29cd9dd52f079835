import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';
import { withLock } from '../../testing/with-lock.ts';

const FIELDS = `lane benchmarks metric isHigherBetter
  steps { removedCount removedBlockRatio control { draws mean low high standardDeviation }
    results { strategy removed draws value retention retentionStandardError verdict control { draws } margin pruning { strategy } } }`;
const QUERY = `query ($slug: String!, $benchmark: String) {
  model(slug: $slug) { strategyComparison(benchmark: $benchmark) { ${FIELDS} } } }`;

interface Result {
  readonly strategy: string;
  readonly draws: number;
  readonly retention: number;
  readonly verdict: string;
  readonly pruning: { readonly strategy: string } | null;
}
interface Compared {
  readonly lane: string | null;
  readonly benchmarks: readonly string[];
  readonly steps: readonly {
    readonly removedCount: number;
    readonly control: { readonly draws: number; readonly mean: number } | null;
    readonly results: readonly Result[];
  }[];
}

describe('strategyComparison', () => {
  let api: TestApi;
  let model: SeededModel;
  const blockCount = 8;
  const seed = (strategy: string, removed: readonly number[], facts: number, drawSeed?: number) =>
    seedEvaluatedPruning(api.database, model, {
      strategy,
      removed,
      blockCount,
      retention: { facts, words: facts },
      ...(drawSeed === undefined ? {} : { seed: drawSeed }),
    });

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model', blockCount });
    for (const [draw, retention] of [0.7, 0.8, 0.75, 0.7, 0.8].entries()) await seed('random-inner', [1, draw + 2], retention, draw);
    await seed('block-influence', [3, 4], 0.95);
    await seed('relative-magnitude', [4, 5], 0.78);
    await seed('sequential', [0, 1], 0.1);
    for (const [draw, retention] of [0.4, 0.6].entries()) await seed('random', [draw, draw + 3], retention, draw);
    await seed('block-influence', [3], 0.97);
    await seedModel(api.database, { slug: 'untried' });
  });
  afterAll(() => api.close());

  const compare = async (variables: object = {}): Promise<Compared> => {
    const reply = await api.query<{ model: { strategyComparison: Compared } }>(QUERY, { slug: 'model', ...variables });
    expect(reply.errors).toBeUndefined();
    return reply.data.model.strategyComparison;
  };

  it('says of every strategy whether it beats removing as many inner layers at random', async () => {
    const { steps, benchmarks, lane } = await compare();
    expect(lane).toBe('made-evaluation-lane');
    expect(benchmarks).toEqual(['facts', 'words']);
    const [, step] = steps;
    // Draws 0.7 0.8 0.75 0.7 0.8: mean 0.75.
    expect(step?.control).toMatchObject({ draws: 5, mean: expect.closeTo(0.75, 12), low: 0.7, high: 0.8 });
    expect(step?.results.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      ['BLOCK_INFLUENCE', 'BEATS_CONTROL'],
      ['RELATIVE_MAGNITUDE', 'NOT_DISTINGUISHABLE'],
      ['RANDOM', 'WORSE_THAN_CONTROL'],
      ['SEQUENTIAL', 'WORSE_THAN_CONTROL'],
    ]);
    expect(step?.results[0]?.pruning).toEqual({ strategy: 'BLOCK_INFLUENCE' });
  });

  it('averages the draws of a random strategy, with the errors of their mean over draws and over documents', async () => {
    const { steps } = await compare();
    const random = steps[1]?.results.find(({ strategy }) => strategy === 'RANDOM');
    expect(random).toMatchObject({
      draws: 2,
      retention: expect.closeTo(0.5, 12),
      retentionStandardError: expect.closeTo(Math.hypot(0.1, Math.SQRT1_2 * 0.01), 12),
      pruning: null,
    });
  });

  it('waits for no answers to single documents where nothing asked for is made from them', async () => {
    // As at a first start, while the recorded answers are stored.
    await withLock(api.database, 'Sample', async () => {
      const reply = await api.query<{ model: { strategyComparison: Pick<Compared, 'steps'> } }>(
        '{ model(slug: "model") { strategyComparison { steps { control { mean } results { strategy retention } } } } }',
      );
      expect(reply.data.model.strategyComparison.steps[1]?.results[0]).toEqual({ strategy: 'BLOCK_INFLUENCE', retention: 0.95 });
    });
  });

  it('says nothing where fewer than five draws of as many layers were measured', async () => {
    const { steps } = await compare();
    expect(steps.map(({ removedCount }) => removedCount)).toEqual([1, 2]);
    expect(steps[0]?.control).toBeNull();
    expect(steps[0]?.results[0]).toMatchObject({ verdict: 'NO_CONTROL', control: null });
  });

  it('compares on one benchmark, with its value', async () => {
    const { steps, benchmarks } = await compare({ benchmark: 'facts' });
    expect(benchmarks).toEqual(['facts']);
    expect(steps.map(({ removedCount }) => removedCount)).toEqual([1, 2]);
    expect(steps[1]?.results[0]).toMatchObject({ retention: 0.95, value: expect.closeTo(0.76, 12) });
  });

  it('is empty for a model that was never pruned, and refuses a benchmark that was not measured', async () => {
    expect(await compare({ slug: 'untried' })).toMatchObject({ lane: null, steps: [] });
    const reply = await api.query(QUERY, { slug: 'model', benchmark: 'nothing' });
    expect(reply.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('is not needed for the leaderboard, whose best strategy is never the luckiest random draw', async () => {
    const query = '{ leaderboard(strategy: null) { nodes { pruning { strategy } } } }';
    expect((await api.query(query)).data).toEqual({ leaderboard: { nodes: [{ pruning: { strategy: 'BLOCK_INFLUENCE' } }] } });
  });
});
