import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `query ($aboveChance: Boolean = false) { model(slug: "model") { repairComparison(aboveChance: $aboveChance) { lane benchmarks aboveChance leftOutAboveChance texts steps { removedCount control { draws }
  results { repair calibration tokenRule removed retention predictedError gain { value holmP verdict } pruning { lane repairKind repair { runs { start end } rank } } } } } } }`;
const BOARD = `query ($lane: PruningLane, $repair: RepairKind) { leaderboard(pruningLane: $lane, repair: $repair) {
  nodes { averageRetention pruningLane repair } } }`;

describe('repairComparison', () => {
  let api: TestApi;
  let model: SeededModel;
  const blockCount = 8;

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model', blockCount });
    const removed = [3, 4];
    const seed = (strategy: string, facts: number) =>
      seedEvaluatedPruning(api.database, model, { strategy, removed, blockCount, retention: { facts } });
    const { prisma } = api.database;
    const aloneKey = await seed('block-influence', 0.5);
    const key = await seed('angular-span', 0.9);
    const gap = { run: [3, 5], tokens: 9, alpha: null, lambda: null, calibrationError: 0.2, heldOutError: 0.25, heldOutErrors: null };
    const record = {
      kind: 'scalar',
      calibrationSha256: 'a',
      tokenRule: 'all',
      tokens: 9,
      alpha: null,
      alphaChosen: 'default',
      gaps: [gap],
    };
    const repair = { ...record, heldOutError: 0.25, heldOutErrors: null, calibration: { slug: 'a-text' } };
    await prisma.pruning.update({
      where: { id: key },
      data: { strategy: 'block-influence', lane: 'repaired', repairKind: 'scalar', repair },
    });
    const answer = (pruningId: string, right: number) =>
      prisma.evaluation.findFirstOrThrow({ where: { pruningId } }).then(({ id: evaluationId }) =>
        prisma.sample.createMany({
          data: Array.from({ length: 10 }, (_, position) => {
            const value = position < right ? 1 : 0;
            return { evaluationId, position, documentId: `${position}`, logLikelihoods: [], value, metrics: {} };
          }),
        }),
      );
    await answer(aloneKey, 3);
    await answer(key, 8);
  });
  afterAll(() => api.close());

  it('pairs each repair with the same removal alone, on the same questions', async () => {
    const reply = await api.query<{ model: { repairComparison: { steps: { results: object[] }[] } } }>(QUERY);
    expect(reply.errors).toBeUndefined();
    const { steps, ...rest } = reply.data.model.repairComparison;
    expect(rest).toEqual({
      ...{ lane: 'made-evaluation-lane', benchmarks: ['facts'], texts: [] },
      ...{ aboveChance: false, leftOutAboveChance: [] },
    });
    expect(steps[0]?.results).toMatchObject([
      { repair: 'NONE', retention: 0.5, calibration: null, gain: null, pruning: { lane: 'REMOVAL_ONLY', repair: null } },
      {
        ...{ repair: 'SCALAR', retention: 0.9, calibration: 'a-text', tokenRule: 'ALL', predictedError: 0.25, removed: [3, 4] },
        // Five of ten answers are right only with the repair: mean 0.5, squares about it 2.5, so the error is sqrt(2.5 / 9 / 10).
        gain: { value: expect.closeTo(0.5, 12), verdict: 'BETTER', holmP: expect.closeTo(0.0027, 4) },
        pruning: { lane: 'REPAIRED', repairKind: 'SCALAR', repair: { runs: [{ start: 3, end: 5 }], rank: null } },
      },
    ]);
  });

  it('shows retentions above chance, if asked for, and the same gains', async () => {
    const reply = await api.query<{ model: { repairComparison: { steps: { results: object[] }[] } } }>(QUERY, { aboveChance: true });
    expect(reply.errors).toBeUndefined();
    // Dense 0.8, chance 0.25: (0.4 − 0.25) / 0.55 alone, (0.72 − 0.25) / 0.55 repaired.
    expect(reply.data.model.repairComparison).toMatchObject({ aboveChance: true, leftOutAboveChance: [] });
    expect(reply.data.model.repairComparison.steps[0]?.results).toMatchObject([
      { repair: 'NONE', retention: expect.closeTo(0.15 / 0.55, 12), gain: null },
      { repair: 'SCALAR', retention: expect.closeTo(0.47 / 0.55, 12), gain: { value: expect.closeTo(0.5, 12), verdict: 'BETTER' } },
    ]);
  });

  it('is a lane of its own on the leaderboard', async () => {
    const board = async (variables: object) =>
      (await api.query<{ leaderboard: { nodes: object[] } }>(BOARD, variables)).data.leaderboard.nodes;
    expect(await board({})).toEqual([{ averageRetention: 0.5, pruningLane: 'REMOVAL_ONLY', repair: null }]);
    expect(await board({ lane: 'REPAIRED' })).toEqual([{ averageRetention: 0.9, pruningLane: 'REPAIRED', repair: 'SCALAR' }]);
    expect(await board({ lane: 'REPAIRED', repair: 'LINEAR' })).toEqual([]);
  });
});
