import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `query ($filter: EfficiencyFilter) { efficiencies(filter: $filter, orderBy: [{ field: REMOVED_COUNT }, { field: BATCH }]) { totalCount nodes {
  machine batch removedCount rounds measuredAlone prefillTokensPerSecond { median low high } decodeTokensPerSecond { median } peakMemoryBytes
  comparedWithDense { prefillSpeedup prefillSpeedupInterval { low high } decodeSpeedup decodeSpeedupInterval { low high } } pruning { removed } model { slug } runtime { device precision } } }
  model(slug: "model") { efficiencies { totalCount } } }`;

describe('efficiencies', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const { revisionKey, ...keys } = await seedModel(api.database, { slug: 'model', blockCount: 4 });
    const seed = { strategy: 'block-influence', removed: [1], blockCount: 4, retention: {} };
    const pruningId = await seedEvaluatedPruning(api.database, { revisionKey, ...keys }, seed);
    const row = (change: object) => ({
      revisionId: revisionKey,
      digest: JSON.stringify(change),
      machine: 'one',
      machineDigest: 'machine-one',
      provider: 'cpu',
      device: 'a processor',
      runtimeVersion: '1',
      threads: 2,
      precision: 'fp32',
      batch: 1,
      promptTokens: 256,
      generatedTokens: 32,
      warmUps: 1,
      repetitions: 5,
      prefillTokensPerSecond: 1000,
      prefillLow: 900,
      prefillHigh: 1100,
      decodeTokensPerSecond: 50,
      decodeLow: 45,
      decodeHigh: 55,
      peakMemoryBytes: 4000,
      baseMemoryBytes: 1000,
      weightsBytes: 2000,
      parameterCount: 500,
      cacheBytesPerToken: 64,
      ...change,
    });
    const pruned = { pruningId, prefillTokensPerSecond: 1250, decodeTokensPerSecond: 60, peakMemoryBytes: 3000, weightsBytes: 1500 };
    const byTurns = {
      ...{ measuredAlone: true, rounds: 6, prefillRatio: 1.3, prefillRatioLow: 1.25, prefillRatioHigh: 1.35 },
      ...{ decodeRatio: 1.02, decodeRatioLow: 0.98, decodeRatioHigh: 1.06 },
    };
    await api.database.prisma.efficiency.createMany({
      data: [
        row({}),
        row({ ...pruned, ...byTurns }),
        row({ ...pruned, machine: 'two', machineDigest: 'machine-two' }),
        row({ ...pruned, batch: 8 }),
      ],
    });
  });
  afterAll(() => api.close());

  const list = async (filter: object = {}) => {
    const reply = await api.query<{ efficiencies: { nodes: readonly { readonly machine: string }[] }; model: object }>(QUERY, { filter });
    expect(reply.errors).toBeUndefined();
    return reply.data;
  };

  it('name their machine, and are compared with the dense model on that machine only', async () => {
    const { efficiencies } = await list();
    const [dense, pruned, ...others] = efficiencies.nodes.toSorted((a, b) => a.machine.localeCompare(b.machine));
    expect([dense, pruned]).toMatchObject([
      // A row that names no rounds is older than they are.
      {
        removedCount: 0,
        rounds: 1,
        comparedWithDense: null,
        pruning: null,
        prefillTokensPerSecond: { median: 1000, low: 900, high: 1100 },
      },
      {
        removedCount: 1,
        rounds: 6,
        machine: 'one',
        pruning: { removed: [1] },
        runtime: { device: 'a processor', precision: 'fp32' },
        measuredAlone: true,
        // Not 1250 ÷ 1000: the speeds of two processes do not make a ratio.
        comparedWithDense: {
          prefillSpeedup: 1.3,
          prefillSpeedupInterval: { low: 1.25, high: 1.35 },
          decodeSpeedup: 1.02,
          decodeSpeedupInterval: { low: 0.98, high: 1.06 },
        },
      },
    ]);
    expect(others).toMatchObject([
      { machine: 'one', batch: 8, comparedWithDense: null },
      { machine: 'two', batch: 1, comparedWithDense: null },
    ]);
  });

  it('are listed with their model and their pruning', async () => {
    const { efficiencies, model } = await list();
    expect(efficiencies).toMatchObject({ totalCount: 4 });
    expect(model).toEqual({ efficiencies: { totalCount: 4 } });
    expect((await list({ dense: true })).efficiencies.nodes).toHaveLength(1);
  });
});
