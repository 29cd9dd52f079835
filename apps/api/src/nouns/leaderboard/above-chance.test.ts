import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const FIELDS = `averageRetention averageRetentionStandardError completeness rank rankInterval { low high }
  control { statement control { mean } } cells { benchmark value denseValue retention retentionStandardError }
  model { slug }`;
const QUERY = `query ($aboveChance: Boolean = false, $benchmarks: [String!]) {
  leaderboard(aboveChance: $aboveChance, benchmarks: $benchmarks, orderBy: [{ field: MODEL }]) {
    benchmarks aboveChance leftOutAboveChance nodes { id ${FIELDS} } } }`;

interface Row {
  readonly id: string;
  readonly averageRetention: number | null;
  readonly model: { readonly slug: string };
}
interface Board {
  readonly leaderboard: { readonly nodes: readonly Row[] };
}

/** Dense 0.8, chance 0.25: a retention r is (0.8 r − 0.25) / 0.55 above chance. */
const above = (retention: number) => expect.closeTo((0.8 * retention - 0.25) / 0.55, 12);
/** The mean over two benchmarks whose retentions have the standard error 0.01. */
const ERROR_OF_TWO = expect.closeTo((Math.SQRT1_2 * 0.01 * 0.8) / 0.55, 12);

describe('the leaderboard above chance', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const { prisma } = api.database;
    const seed = async (slug: string, retention: Readonly<Record<string, number>>) => {
      const model = await seedModel(api.database, { slug, blockCount: 4 });
      await seedEvaluatedPruning(api.database, model, { strategy: 'block-influence', removed: [1], blockCount: 4, retention });
      return model;
    };
    const good = await seed('good', { facts: 0.9, riddles: 0.95, words: 0.8 });
    for (const draw of [0, 1, 2, 3, 4]) {
      const retention = { facts: 0.6, riddles: 0.6, words: 0.6 };
      const chosen = { strategy: 'random-inner', removed: [2], blockCount: 4, seed: draw, retention };
      await seedEvaluatedPruning(api.database, good, chosen);
    }
    await seed('bad', { facts: 0.5, riddles: 1, words: 0.9 });
    const { revisionKey } = await seed('guesses-words', { facts: 0.9, riddles: 0.9, words: 0.9 });
    await prisma.benchmark.updateMany({ where: { name: 'riddles' }, data: { chance: null } });
    // Half a standard error (0.02) above chance.
    await prisma.evaluation.updateMany({
      where: { revisionId: revisionKey, pruningId: null, benchmark: { name: 'words' } },
      data: { value: 0.26 },
    });
  });
  afterAll(() => api.close());

  async function getBoard(variables: object = {}): Promise<Board['leaderboard']> {
    const reply = await api.query<Board>(QUERY, variables);
    expect(reply.errors).toBeUndefined();
    return reply.data.leaderboard;
  }

  it('is an option: without it, retention is pruned ÷ dense', async () => {
    const board = await getBoard();
    expect(board).toMatchObject({ benchmarks: ['facts', 'riddles', 'words'], aboveChance: false, leftOutAboveChance: [] });
    expect(board.nodes).toMatchObject([
      { model: { slug: 'bad' }, rank: 3, averageRetention: expect.closeTo(0.8, 12) },
      {
        ...{ model: { slug: 'good' }, averageRetention: expect.closeTo(2.65 / 3, 12) },
        averageRetentionStandardError: expect.closeTo(0.01 / Math.sqrt(3), 12),
        control: { control: { mean: expect.closeTo(0.6, 12) } },
      },
      { model: { slug: 'guesses-words' }, averageRetention: expect.closeTo(0.9, 12) },
    ]);
  });

  it('averages, ranks and controls by retention above chance, and names the benchmarks that it leaves out', async () => {
    const board = await getBoard({ aboveChance: true });
    expect(board).toMatchObject({ benchmarks: ['facts', 'words'], aboveChance: true, leftOutAboveChance: ['riddles'] });
    expect(board.nodes).toMatchObject([
      // (0.4 − 0.25 + 0.72 − 0.25) / 1.1.
      { model: { slug: 'bad' }, rank: 2, averageRetention: expect.closeTo(0.62 / 1.1, 12) },
      {
        // (0.72 − 0.25 + 0.64 − 0.25) / 1.1.
        ...{ model: { slug: 'good' }, rank: 1, averageRetention: expect.closeTo(0.86 / 1.1, 12) },
        averageRetentionStandardError: ERROR_OF_TWO,
        control: {
          statement:
            'Without 1 block: retention above chance 0.782, 5 random-inner removals 0.418 (0.418 to 0.418); it is beyond every draw on this text.',
          control: { mean: expect.closeTo(0.23 / 0.55, 12) },
        },
        cells: [
          { benchmark: 'facts', value: expect.closeTo(0.72, 12), denseValue: 0.8, retention: above(0.9) },
          { benchmark: 'riddles', value: expect.closeTo(0.76, 12), retention: null, retentionStandardError: null },
          { benchmark: 'words', retention: above(0.8), retentionStandardError: expect.closeTo(0.008 / 0.55, 12) },
        ],
      },
      // One of three dense models guesses: it has no average, and the others keep the benchmark.
      { model: { slug: 'guesses-words' }, rank: null, averageRetention: null, completeness: 0.5 },
    ]);
  });

  it('leaves out requested benchmarks, too', async () => {
    const board = await getBoard({ aboveChance: true, benchmarks: ['riddles', 'facts'] });
    expect(board).toMatchObject({ benchmarks: ['facts'], leftOutAboveChance: ['riddles'] });
    expect(board.nodes.map(({ averageRetention }) => averageRetention)).toEqual([above(0.5), above(0.9), above(0.9)]);
  });

  it('gives rows ids that lead back to the same numbers', async () => {
    const [raw, subtracted] = [await getBoard(), await getBoard({ aboveChance: true })];
    const query = `query ($id: ID!) { node(id: $id) { id ... on LeaderboardRow { ${FIELDS} } } }`;
    for (const row of [...raw.nodes, ...subtracted.nodes]) {
      const reply = await api.query<{ node: unknown }>(query, { id: row.id });
      expect(reply.data.node).toEqual(row);
    }
  });

  it('has the numbers of the evaluations', async () => {
    const query = `{ evaluations(filter: { models: ["good"], dense: false, strategy: BLOCK_INFLUENCE }, orderBy: [{ field: BENCHMARK }]) { nodes {
      benchmark { name } retention retentionAboveChance { value standardError confidenceInterval { low high } }
      dense { retentionAboveChance { value } } } } }`;
    const { data, errors } = await api.query<{ evaluations: { nodes: readonly object[] } }>(query);
    expect(errors).toBeUndefined();
    const half = 1.959963984540054 * (0.008 / 0.55);
    const value = 0.47 / 0.55;
    expect(data.evaluations.nodes).toMatchObject([
      {
        ...{ benchmark: { name: 'facts' }, retention: 0.9, dense: { retentionAboveChance: null } },
        retentionAboveChance: {
          ...{ value: above(0.9), standardError: expect.closeTo(0.008 / 0.55, 12) },
          confidenceInterval: { low: expect.closeTo(value - half, 12), high: expect.closeTo(value + half, 12) },
        },
      },
      { benchmark: { name: 'riddles' }, retention: 0.95, retentionAboveChance: null },
      { benchmark: { name: 'words' }, retention: 0.8, retentionAboveChance: { value: above(0.8) } },
    ]);
  });
});
