import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const ESTIMATE = '{ value confidenceInterval { low high } }';
const PAIR = `spearman ${ESTIMATE} kendallTauB ${ESTIMATE} jaccard ${ESTIMATE}`;
const STRATEGIES = `query ($slug: String!, $count: Int) { model(slug: $slug) { strategyAgreement(lowestCount: $count) {
  lowestCount draws scoreRun { id } orders { strategy lowest } pairs { first second ${PAIR} } } } }`;
const CALIBRATIONS = `query ($slug: String!, $count: Int) { model(slug: $slug) { calibrationSensitivity(metric: BLOCK_INFLUENCE, lowestCount: $count) {
  metric lowestCount runs { index label lowest scoreRun { id } } pairs { first second isPaired ${PAIR} } lowestShare worstJaccard } } }`;

interface Estimate {
  readonly value: number | null;
  readonly confidenceInterval: { readonly low: number; readonly high: number } | null;
}
interface Pair {
  readonly first: string;
  readonly second: string;
  readonly isPaired?: boolean;
  readonly spearman: Estimate;
  readonly kendallTauB: Estimate;
  readonly jaccard: Estimate;
}

describe('agreement of orders', () => {
  let api: TestApi;
  let model: SeededModel;
  const means = [0.4, 0.1, 0.2, 0.3];

  /** Two documents, which add to the means in equal shares but disagree about the first two layers. */
  const addUnits = async (scoreRunId: string, values: readonly number[]): Promise<void> => {
    const rows = [0.9, 1.1].map((factor, position) => ({
      scoreRunId,
      metric: 'block-influence@1',
      position,
      sum: values.map((value, layer) => 16 * value * (layer === 1 ? 2 - factor : factor)),
      count: values.map(() => 16),
      undefinedCount: values.map(() => 0),
    }));
    await api.database.prisma.scoreUnit.createMany({ data: rows });
  };
  /** A second way to score the same model. */
  const moveToCut = async (runId: string, digest: string, change: object): Promise<void> => {
    const { calibrationConfigId } = await api.database.prisma.scoreRun.findUniqueOrThrow({ where: { id: runId } });
    const {
      id: _id,
      createdAt: _createdAt,
      ...config
    } = await api.database.prisma.calibrationConfig.findUniqueOrThrow({
      where: { id: calibrationConfigId },
    });
    const { id } = await api.database.prisma.calibrationConfig.create({ data: { ...config, digest, ...change } });
    await api.database.prisma.scoreRun.update({ where: { id: runId }, data: { calibrationConfigId: id } });
  };

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model' });
    const run = await seedScoreRun(api.database, model, means);
    await addUnits(run, means);
    const angularLastToken = [0, 1, 2, 3, 4].map((row) => [0, 1, 2, 3, 4].map((column) => Math.abs(row - column) / 10));
    await api.database.prisma.scoreRun.update({
      where: { id: run },
      data: {
        searches: [{ kind: 'greedy', units: ['block'], order: [1, 2, 3].map((block) => ({ kind: 'block', block })), nll: [1, 2, 3] }],
        angularLastToken,
      },
    });
    const narrow = await seedScoreRun(api.database, model, [0.4, 0.2, 0.1, 0.3]);
    await addUnits(narrow, [0.4, 0.2, 0.1, 0.3]);
    await moveToCut(narrow, 'narrow', { window: 8 });
    const half = await seedScoreRun(api.database, model, [0.1, 0.2, 0.3, 0.4]);
    await moveToCut(half, 'half', { documentPart: '1/2' });
    await seedModel(api.database, { slug: 'unscored' });
    await seedScoreRun(api.database, await seedModel(api.database, { slug: 'once' }), means);
  });
  afterAll(() => api.close());

  it('sets every pair of strategies side by side, with intervals where documents were kept', async () => {
    const reply = await api.query<{ model: { strategyAgreement: { orders: readonly object[]; pairs: readonly Pair[]; draws: number } } }>(
      STRATEGIES,
      {
        slug: 'model',
        count: 1,
      },
    );
    expect(reply.errors).toBeUndefined();
    const { orders, pairs } = reply.data.model.strategyAgreement;
    expect(orders).toEqual([
      { strategy: 'BLOCK_INFLUENCE', lowest: [1] },
      { strategy: 'ANGULAR_SPAN', lowest: [0] },
      { strategy: 'GREEDY_LOSS', lowest: [1] },
      { strategy: 'SEQUENTIAL', lowest: [0] },
      { strategy: 'REVERSE', lowest: [3] },
    ]);
    expect(pairs).toHaveLength(10);
    const pairOf = (first: string, second: string) => pairs.find((pair) => pair.first === first && pair.second === second);
    // Ranks 4 1 2 3 against 4 1 2 3: the same order; against 1 2 3 4: 1 − 6·(9+1+1+1)/(4·15) = −0.2, and three of six pairs agree.
    expect(pairOf('BLOCK_INFLUENCE', 'GREEDY_LOSS')?.spearman.value).toBe(1);
    const sequential = pairOf('BLOCK_INFLUENCE', 'SEQUENTIAL');
    expect(sequential?.spearman.value).toBeCloseTo(-0.2, 12);
    expect(sequential?.kendallTauB.value).toBeCloseTo(0, 12);
    expect(sequential?.jaccard.value).toBe(0);
    expect(sequential?.spearman.confidenceInterval?.low).toBeLessThanOrEqual(-0.2);
    // All runs of one layer are equally long in angle: no order that could correlate.
    expect(pairOf('ANGULAR_SPAN', 'SEQUENTIAL')?.spearman).toEqual({ value: null, confidenceInterval: null });
    expect(pairOf('SEQUENTIAL', 'REVERSE')?.spearman).toEqual({ value: -1, confidenceInterval: null });
  });

  it('sets the calibrations of a model side by side, and says which layers are lowest whatever the calibration', async () => {
    type Reply = { model: { calibrationSensitivity: { runs: readonly object[]; pairs: readonly Pair[]; lowestShare: readonly number[] } } };
    const reply = await api.query<Reply>(CALIBRATIONS, { slug: 'model', count: 2 });
    expect(reply.errors).toBeUndefined();
    const { runs, pairs, lowestShare } = reply.data.model.calibrationSensitivity;
    expect(runs).toMatchObject([
      { index: 0, label: 'Made text, windows of 16', lowest: [1, 2] },
      { index: 1, label: 'Made text, windows of 8 every 16', lowest: [2, 1] },
      { index: 2, label: 'Made text, windows of 16, documents 1/2', lowest: [0, 1] },
    ]);
    expect(pairs.map(({ first, second, isPaired, jaccard }) => [first, second, isPaired, jaccard.value])).toEqual([
      [0, 1, true, 1],
      [0, 2, false, 1 / 3],
      [1, 2, false, 1 / 3],
    ]);
    expect(pairs[0]?.spearman).toMatchObject({ value: expect.closeTo(0.8, 12), confidenceInterval: { high: expect.any(Number) } });
    expect(lowestShare).toEqual([1 / 3, 1, 2 / 3, 0]);
    expect(reply.data.model.calibrationSensitivity).toMatchObject({ worstJaccard: 1 / 3 });
  });

  it('has nothing to say of a model that was not scored, and no pair of one that was scored once', async () => {
    const unscored = await api.query<{ model: object }>(CALIBRATIONS, { slug: 'unscored' });
    expect(unscored.data.model).toEqual({ calibrationSensitivity: null });
    expect((await api.query<{ model: object }>(STRATEGIES, { slug: 'unscored' })).data.model).toEqual({ strategyAgreement: null });
    const once = await api.query<{ model: object }>(CALIBRATIONS, { slug: 'once' });
    expect(once.data.model).toMatchObject({ calibrationSensitivity: { pairs: [], worstJaccard: null, lowestShare: [0, 1, 0, 0] } });
  });

  it('refuses more layers than the model has', async () => {
    const reply = await api.query(STRATEGIES, { slug: 'model', count: 5 });
    expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
