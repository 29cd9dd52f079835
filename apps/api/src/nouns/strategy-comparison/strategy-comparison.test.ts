import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedBenchmark, seedEvaluatedPruning, seedEvaluation } from '../../testing/seed-evaluated-pruning.ts';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const FIELDS = `lane lanes benchmarks metric isHigherBetter aboveChance leftOutAboveChance
  steps { removedCount removedBlockRatio control { draws mean low high standardDeviation }
    equalBytes { model precision bytesRatio prunedBytesRatio value retention retentionStandardError }
    results { strategy removed draws value retention retentionStandardError verdict statement margin atLeastAsGood pruning { strategy } } }`;
const QUERY = `query ($slug: String!, $benchmark: String, $metric: String, $counts: [Int!], $aboveChance: Boolean = false) {
  model(slug: $slug) { strategyComparison(benchmark: $benchmark, metric: $metric, removedCounts: $counts, aboveChance: $aboveChance) { ${FIELDS} } } }`;

interface Result {
  readonly strategy: string;
  readonly draws: number;
  readonly retention: number;
  readonly verdict: string;
  readonly statement: string;
  readonly pruning: { readonly strategy: string } | null;
}
interface Compared {
  readonly lane: string | null;
  readonly benchmarks: readonly string[];
  readonly steps: readonly {
    readonly removedCount: number;
    readonly control: { readonly draws: number; readonly mean: number } | null;
    readonly equalBytes: object | null;
    readonly results: readonly Result[];
  }[];
}

/** Which questions of facts are answered. */
const ANSWERS = { model: [1, 1, 1, 1, 0, 1, 1, 0, 1, 1], 'model-int8': [1, 1, 1, 0, 0, 1, 1, 0, 1, 1] };

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

  const seedQuantized = async (
    slug: string,
    { ratio, accuracy }: { readonly ratio: number; readonly accuracy: Readonly<Record<string, number>> },
  ) => {
    const form = await seedModel(api.database, { slug, blockCount });
    const quantization = { precision: slug.replace('model-', ''), bytesBefore: 1000, bytesAfter: 1000 * ratio };
    await api.database.prisma.model.update({ where: { id: form.modelKey }, data: { derivedFromId: model.modelKey, quantization } });
    for (const [name, value] of Object.entries(accuracy)) {
      const benchmarkId = await seedBenchmark(api.database, name);
      await seedEvaluation(api.database, { model: form, benchmarkId, value, sampleCount: 10 });
    }
  };
  const seedAnswers = async (revisionId: string | null, answers: readonly number[]) => {
    const { id: evaluationId } = await api.database.prisma.evaluation.findFirstOrThrow({
      where: { revisionId: String(revisionId), pruningId: null, benchmark: { name: 'facts' } },
    });
    await api.database.prisma.sample.createMany({
      data: answers.map((value, position) => ({ evaluationId, documentId: `${position}`, position, value, metrics: {} })),
    });
  };

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
    await seedQuantized('model-float16', { ratio: 0.9, accuracy: { facts: 0.8, words: 0.8 } });
    await seedQuantized('model-int8', { ratio: 0.3, accuracy: { facts: 0.7 } });
    await seedQuantized('model-int4', { ratio: 0.2, accuracy: { facts: 0.6, words: 0.6 } });
    await seedAnswers(model.revisionKey, ANSWERS.model);
    await seedAnswers(
      (await api.database.prisma.model.findUniqueOrThrow({ where: { slug: 'model-int8' } })).currentRevisionId,
      ANSWERS['model-int8'],
    );
    await api.database.pool.query('SELECT lamina_pair_quantized_forms(array_agg("id")) FROM "Evaluation"');
  });
  afterAll(() => api.close());

  const compare = async (variables: object = {}): Promise<Compared> => {
    const reply = await api.query<{ model: { strategyComparison: Compared } }>(QUERY, { slug: 'model', ...variables });
    expect(reply.errors).toBeUndefined();
    return reply.data.model.strategyComparison;
  };

  it('says of every strategy whether it beats removing as many inner layers at random', async () => {
    const { steps, benchmarks, lane } = await compare({ counts: [2] });
    expect(lane).toBe('made-evaluation-lane');
    expect(benchmarks).toEqual(['facts', 'words']);
    const [step] = steps;
    // Draws 0.7 0.8 0.75 0.7 0.8: mean 0.75.
    expect(step?.control).toMatchObject({ draws: 5, mean: expect.closeTo(0.75, 12), low: 0.7, high: 0.8 });
    expect(step?.results.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      ['BLOCK_INFLUENCE', 'BEATS_CONTROL'],
      ['RELATIVE_MAGNITUDE', 'NOT_DISTINGUISHABLE'],
      ['RANDOM', 'WORSE_THAN_CONTROL'],
      ['SEQUENTIAL', 'WORSE_THAN_CONTROL'],
    ]);
    expect(step?.results[1]?.statement).toBe(
      'Without 2 blocks: retention 0.780, 5 random-inner removals 0.750 (0.700 to 0.800); it does not differ significantly from random removal of inner blocks.',
    );
    expect(step?.results[0]?.pruning).toEqual({ strategy: 'BLOCK_INFLUENCE' });
  });

  it('compares above chance, the draws of the control too', async () => {
    const { steps, ...rest } = await compare({ counts: [2], aboveChance: true });
    expect(rest).toMatchObject({ benchmarks: ['facts', 'words'], aboveChance: true, leftOutAboveChance: [] });
    // Dense 0.8, chance 0.25: 0.75 becomes (0.6 − 0.25) / 0.55, and 0.95 becomes (0.76 − 0.25) / 0.55.
    expect(steps[0]?.control).toMatchObject({ draws: 5, mean: expect.closeTo(0.35 / 0.55, 12), low: expect.closeTo(0.31 / 0.55, 12) });
    expect(steps[0]?.results[0]).toMatchObject({
      strategy: 'BLOCK_INFLUENCE',
      retention: expect.closeTo(0.51 / 0.55, 12),
      retentionStandardError: expect.closeTo((Math.SQRT1_2 * 0.01 * 0.8) / 0.55, 12),
      statement:
        'Without 2 blocks: retention above chance 0.927, 5 random-inner removals 0.636 (0.564 to 0.709); it is beyond every draw on this text.',
    });
  });

  it('averages the draws of a random strategy, with the errors of their mean over draws and over documents', async () => {
    const { steps } = await compare({ counts: [2] });
    const random = steps[0]?.results.find(({ strategy }) => strategy === 'RANDOM');
    expect(random).toMatchObject({
      draws: 2,
      retention: expect.closeTo(0.5, 12),
      retentionStandardError: expect.closeTo(Math.hypot(0.1, Math.SQRT1_2 * 0.01), 12),
      pruning: null,
    });
  });

  it('says nothing where fewer than five draws of as many layers were measured', async () => {
    const { steps } = await compare({ counts: [1] });
    expect(steps).toHaveLength(1);
    expect(steps[0]?.control).toBeNull();
    expect(steps[0]?.results[0]).toMatchObject({ verdict: 'NO_CONTROL', statement: expect.stringContaining('0 of at least 5') });
  });

  it('compares on one benchmark, with its value', async () => {
    const { steps, benchmarks } = await compare({ benchmark: 'facts' });
    expect(benchmarks).toEqual(['facts']);
    expect(steps.map(({ removedCount }) => removedCount)).toEqual([1, 2]);
    expect(steps[1]?.results[0]).toMatchObject({ retention: 0.95, value: expect.closeTo(0.76, 12) });
  });

  it('sets beside them the largest quantized form of the whole model that takes no more bytes', async () => {
    const { steps } = await compare({ benchmark: 'facts', counts: [2] });
    // Two of 8 layers hold an eighth of the parameters. The half-precision form takes more bytes than what is left.
    expect(steps[0]?.equalBytes).toEqual({
      ...{ model: 'model-int8', precision: 'int8', bytesRatio: 0.3, prunedBytesRatio: 0.875, value: 0.7 },
      // Python: u = [a - R * c for a, c in zip(ANSWERS['model-int8'], ANSWERS.model)]; statistics.stdev(u) / 0.8 / math.sqrt(10)
      ...{ retention: expect.closeTo(0.875, 12), retentionStandardError: expect.closeTo(0.12325166214790864, 12) },
    });
  });

  it('takes for the baseline only forms that were measured on all of the benchmarks, and their retention above chance', async () => {
    const both = await compare({ counts: [2] });
    expect(both.steps[0]?.equalBytes).toMatchObject({ model: 'model-int4', value: null, retention: expect.closeTo(0.75, 12) });
    const above = await compare({ counts: [2], aboveChance: true });
    // Both fell from 0.8 to 0.6, chance is 0.25.
    expect(above.steps[0]?.equalBytes).toMatchObject({ model: 'model-int4', retention: expect.closeTo(0.35 / 0.55, 12) });
  });

  it('sets the same baseline beside a row of the leaderboard', async () => {
    const query = `query ($aboveChance: Boolean) { leaderboard(strategy: BLOCK_INFLUENCE, aboveChance: $aboveChance) { nodes {
      model { slug } pruning { removedCount } equalBytes { model bytesRatio prunedBytesRatio value retention retentionStandardError } } } }`;
    for (const aboveChance of [false, true]) {
      const { data, errors } = await api.query<{ leaderboard: { nodes: readonly object[] } }>(query, { aboveChance });
      expect(errors).toBeUndefined();
      const { steps } = await compare({ counts: [2], aboveChance });
      const { precision: _precision, ...equalBytes } = { precision: '', ...steps[0]?.equalBytes };
      expect(equalBytes).toMatchObject({ model: 'model-int4' });
      expect(data.leaderboard.nodes).toEqual([{ model: { slug: 'model' }, pruning: { removedCount: 2 }, equalBytes }]);
    }
  });

  it('is empty for a model that was never pruned, and refuses a benchmark that was not measured', async () => {
    expect(await compare({ slug: 'untried' })).toMatchObject({ lane: null, steps: [] });
    const reply = await api.query(QUERY, { slug: 'model', benchmark: 'nothing' });
    expect(reply.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('names the units that are compared, as the leaderboard of these units does', async () => {
    const pruned = {
      strategy: 'greedy-loss',
      removed: [5, 6],
      kind: 'attention' as const,
      blockCount,
      retention: { facts: 0.9, words: 0.9 },
    };
    await seedEvaluatedPruning(api.database, model, pruned);
    const query = `{ model(slug: "model") { strategyComparison(units: [ATTENTION]) { steps { results { statement } } } }
      leaderboard(units: [ATTENTION], strategy: GREEDY_LOSS) { nodes { control { statement } } } }`;
    const statement = '0 of at least 5 random-inner removals of 2 attentions are measured, so it is not known whether the strategy helps.';
    expect((await api.query(query)).data).toEqual({
      model: { strategyComparison: { steps: [{ results: [{ statement }] }] } },
      leaderboard: { nodes: [{ control: { statement } }] },
    });
  });

  it('is shown on the leaderboard, whose best strategy is never the luckiest random draw', async () => {
    const query = `query ($strategy: Strategy) { leaderboard(strategy: $strategy) { nodes {
      control { verdict control { draws } } pruning { strategy } } } }`;
    const board = await api.query<{ leaderboard: { nodes: readonly object[] } }>(query, { strategy: 'RELATIVE_MAGNITUDE' });
    expect(board.errors).toBeUndefined();
    expect(board.data.leaderboard.nodes[0]).toMatchObject({ control: { verdict: 'NOT_DISTINGUISHABLE', control: { draws: 5 } } });
    const best = await api.query<{ leaderboard: { nodes: readonly object[] } }>(query, { strategy: null });
    expect(best.data.leaderboard.nodes[0]).toMatchObject({ pruning: { strategy: 'BLOCK_INFLUENCE' } });
  });
});
