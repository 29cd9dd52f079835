import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeSyntheticData } from '@lamina/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

interface Board {
  readonly leaderboard: { readonly nodes: readonly { readonly pruning: { readonly removedBlockRatio: number } }[] };
}

const QUERY = `query ($removedRatio: Float, $strategy: Strategy) {
  leaderboard(removedRatio: $removedRatio, strategy: $strategy, first: 100) { nodes { pruning { removedBlockRatio } } }
}`;

describe('a leaderboard of many prunings', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    // Two prunings of each model: as many as are cached.
    await writeSyntheticData(api.database, { models: 1000, layers: 32, configurations: 1, metrics: 1, samples: 1 });
  }, 60_000);
  afterAll(() => api.close());

  /** Largest removed share of a board's first rows, and how often the prunings of boards were read for it. */
  async function getBoard(variables: object) {
    api.statements.length = 0;
    const { data } = await api.query<Board>(QUERY, variables);
    const readings = api.statements.filter((text) => text.includes('candidate."removedRatio"')).length;
    return { removed: Math.max(...data.leaderboard.nodes.map(({ pruning }) => pruning.removedBlockRatio)), readings };
  }

  it('is read once for all shares, and each board shows its own', async () => {
    const large = await getBoard({ removedRatio: 0.5 });
    const small = await getBoard({ removedRatio: 0.1 });
    expect([large.readings, small.readings]).toEqual([1, 0]);
    expect(small.removed).toBeLessThanOrEqual(0.1);
    expect(large.removed).toBeGreaterThan(small.removed);
    expect(await getBoard({ removedRatio: 0.5 })).toEqual({ ...large, readings: 0 });
  });

  it('is read again for another strategy', async () => {
    expect(await getBoard({ strategy: 'REVERSE' })).toMatchObject({ readings: 1 });
  });
});
