import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

interface Board {
  readonly leaderboard: {
    readonly totalCount: number;
    readonly benchmarks: readonly string[];
    readonly lane: string | null;
    readonly lanes: readonly string[];
    readonly nodes: readonly {
      readonly id: string;
      readonly rank: number | null;
      readonly averageRetention: number | null;
      readonly averageRetentionStandardError: number | null;
      readonly allowedCount: number;
      readonly cells: readonly { readonly benchmark: string; readonly retention: number | null; readonly denseValue: number | null }[];
      readonly model: { readonly slug: string };
      readonly pruning: { readonly removed: readonly number[]; readonly strategy: string };
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const QUERY = `query ($strategy: Strategy, $removedRatio: Float, $orderBy: [LeaderboardOrder!], $first: Int, $after: String, $filter: LeaderboardFilter) {
  leaderboard(strategy: $strategy, removedRatio: $removedRatio, orderBy: $orderBy, first: $first, after: $after, filter: $filter) {
    totalCount benchmarks lane lanes pageInfo { hasNextPage endCursor }
    nodes { id rank averageRetention averageRetentionStandardError allowedCount cells { benchmark judges retention denseValue } model { slug } pruning { removed strategy } }
  }
}`;

describe('the leaderboard', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const blockCount = 4;
    const good = await seedModel(api.database, { slug: 'good', blockCount });
    await seedEvaluatedPruning(api.database, good, {
      strategy: 'block-influence',
      removed: [1],
      blockCount,
      retention: { facts: 0.98, words: 1 },
    });
    await seedEvaluatedPruning(api.database, good, {
      strategy: 'block-influence',
      removed: [1, 2],
      blockCount,
      retention: { facts: 0.9, words: 0.92 },
    });
    await seedEvaluatedPruning(api.database, good, {
      strategy: 'reverse',
      removed: [2, 3],
      blockCount,
      retention: { facts: 0.2, words: 0.4 },
    });
    const bad = await seedModel(api.database, { slug: 'bad', blockCount });
    await seedEvaluatedPruning(api.database, bad, {
      strategy: 'block-influence',
      removed: [0],
      blockCount,
      retention: { facts: 0.5, words: 0.7 },
    });
    const begun = await seedModel(api.database, { slug: 'begun', blockCount });
    await seedEvaluatedPruning(api.database, begun, { strategy: 'block-influence', removed: [3], blockCount, retention: { facts: 0.99 } });
  });
  afterAll(() => api.close());

  async function getBoard(variables: object = {}): Promise<Board['leaderboard']> {
    const reply = await api.query<Board>(QUERY, { strategy: 'BLOCK_INFLUENCE', ...variables });
    expect(reply.errors).toBeUndefined();
    return reply.data.leaderboard;
  }

  it('shows for each model the pruning that removes the most within the ratio, best first, unfinished rows last', async () => {
    const board = await getBoard();
    expect(board).toMatchObject({ totalCount: 3, benchmarks: ['facts', 'words'], lane: 'made-evaluation-lane' });
    expect(board.nodes.map(({ model }) => model.slug)).toEqual(['good', 'bad', 'begun']);
    expect(board.nodes.map(({ rank }) => rank)).toEqual([1, 2, null]);
    expect(board.nodes[0]).toMatchObject({ averageRetention: 0.99, pruning: { removed: [1] } });
    expect(board.nodes[0]?.averageRetentionStandardError).toBeCloseTo(Math.sqrt(2 * 0.01 ** 2) / 2, 12);
    const half = await getBoard({ removedRatio: 0.5 });
    expect(half.nodes[0]).toMatchObject({ pruning: { removed: [1, 2] } });
  });

  it('shows one protocol, that of most prunings, and names the others', async () => {
    const elsewhere = await seedModel(api.database, { slug: 'elsewhere', blockCount: 4 });
    const measured = { strategy: 'block-influence', removed: [1], blockCount: 4, retention: { facts: 0.8 } };
    await seedEvaluatedPruning(api.database, elsewhere, { ...measured, lane: 'another-lane' });
    const lanes = ['made-evaluation-lane', 'another-lane'];
    expect(await getBoard()).toMatchObject({ lane: 'made-evaluation-lane', lanes, totalCount: 3 });
    await api.database.prisma.model.update({ where: { id: elsewhere.modelKey }, data: { derivedFromId: elsewhere.modelKey } });
  });

  it('ranks no row that removes less than the share allows, however much it keeps', async () => {
    const blockCount = 4;
    const slow = await seedModel(api.database, { slug: 'slow', blockCount });
    await seedEvaluatedPruning(api.database, slow, {
      strategy: 'block-influence',
      removed: [1],
      blockCount,
      retention: { facts: 0.99, words: 0.99 },
    });
    const half = await getBoard({ removedRatio: 0.5 });
    // Two of four layers may go; what was measured of these without one alone says nothing of two.
    expect(half.nodes.map(({ rank, allowedCount, model }) => [model.slug, rank, allowedCount])).toEqual([
      ['good', 1, 2],
      ['slow', null, 2],
      ['bad', null, 2],
      ['begun', null, 2],
    ]);
    const quarter = await getBoard();
    expect(quarter.nodes.map(({ rank, model }) => [model.slug, rank])).toEqual([
      ['good', 1],
      ['slow', 1],
      ['bad', 3],
      ['begun', null],
    ]);
    await api.database.prisma.model.update({ where: { id: slow.modelKey }, data: { derivedFromId: slow.modelKey } });
  });

  it('averages only benchmarks that can show a loss of the model', async () => {
    const blockCount = 4;
    const guessing = await seedModel(api.database, { slug: 'guessing', blockCount });
    await seedEvaluatedPruning(api.database, guessing, {
      strategy: 'block-influence',
      removed: [1],
      blockCount,
      retention: { facts: 0.99, words: 0.99 },
    });
    const { prisma } = api.database;
    const [words] = await prisma.evaluation.findMany({
      where: { revisionId: guessing.revisionKey, pruningId: null, benchmark: { name: 'words' } },
    });
    // Chance is 0.25.
    await prisma.evaluation.update({ where: { id: words?.id ?? '' }, data: { value: 0.3 } });
    const board = await getBoard({ filter: { models: ['guessing'] } });
    expect(board.benchmarks).toEqual(['facts', 'words']);
    expect(board.nodes).toMatchObject([
      { averageRetention: null, rank: null, cells: [{ judges: true }, { benchmark: 'words', judges: false, retention: 0.99 }] },
    ]);
    await prisma.model.update({ where: { id: guessing.modelKey }, data: { derivedFromId: guessing.modelKey } });
  });

  it('sorts and pages on the server, and keeps ranks of the whole list under a filter', async () => {
    const orderBy = [{ field: 'MODEL', direction: 'DESC' }];
    const first = await getBoard({ orderBy, first: 2 });
    expect(first.nodes.map(({ model }) => model.slug)).toEqual(['good', 'begun']);
    const second = await getBoard({ orderBy, first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes.map(({ model }) => model.slug)).toEqual(['bad']);
    const filtered = await getBoard({ filter: { models: ['bad'] } });
    expect(filtered.nodes.map(({ rank, model }) => [rank, model.slug])).toEqual([[2, 'bad']]);
  });

  it('compares the best of all strategies when none is named', async () => {
    const board = await getBoard({ strategy: null, removedRatio: 0.5, filter: { models: ['good'] } });
    expect(board.nodes[0]?.pruning.strategy).toBe('BLOCK_INFLUENCE');
  });

  it('gives rows ids that lead back to the same numbers', async () => {
    const [row] = (await getBoard()).nodes;
    const query = 'query ($id: ID!) { node(id: $id) { id ... on LeaderboardRow { averageRetention rank model { slug } } } }';
    const reply = await api.query<{ node: unknown }>(query, { id: row?.id });
    expect(reply.data.node).toEqual({ id: row?.id, averageRetention: 0.99, rank: 1, model: { slug: 'good' } });
  });

  it('refuses a ratio outside 0 to 1', async () => {
    const reply = await api.query(QUERY, { removedRatio: 1.5 });
    expect(reply.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});
