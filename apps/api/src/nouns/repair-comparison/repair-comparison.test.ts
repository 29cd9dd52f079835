import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { digestOf, type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `{ model(slug: "model") { repairComparison { lane benchmarks texts steps { removedCount
  results { strategies repair calibration setting tokenRule removed retention predictedError predictedErrors { all noSinks }
    gain { value holmP verdict } perplexityChange { value standardError confidenceInterval { low high } p holmP verdict } pruning { repairKind repair { heldOutError rank } } } } } } }`;

const SEED = { strategy: 'block-influence', removed: [3, 4] };

describe('repairComparison', () => {
  let api: TestApi;
  let model: SeededModel;
  const blockCount = 8;

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model', blockCount });
    await answer(await seedEvaluatedPruning(api.database, model, { ...SEED, blockCount, retention: { facts: 0.5 } }), 3);
    await answer(await seedScalar('a-text'), 8);
  });
  afterAll(() => api.close());

  /** The removal with a scalar that the text solves. */
  async function seedScalar(slug: string): Promise<string> {
    const gap = { run: [3, 5], tokens: 9, alpha: null, lambda: null, calibrationError: 0.2, heldOutError: 0.25, heldOutErrors: null };
    const record = { kind: 'scalar', calibrationSha256: slug, tokenRule: 'all', tokens: 9, alpha: null, alphaChosen: 'default' };
    const facts = { calibration: { slug, textSha256: `digest of ${slug}` }, setting: { kind: 'scalar', calibration: slug, window: 128 } };
    const repair = { ...record, gaps: [gap], heldOutError: 0.25, heldOutErrors: { all: 0.25, 'no-sinks': 0.75 }, ...facts };
    return seedEvaluatedPruning(api.database, model, { ...SEED, blockCount, repair, retention: { facts: 0.9 } });
  }

  /** Ten answers, the first ones right. */
  async function answer(pruningId: string, right: number): Promise<void> {
    const { id: evaluationId } = await api.database.prisma.evaluation.findFirstOrThrow({ where: { pruningId } });
    const data = Array.from({ length: 10 }, (_, position) => {
      const value = position < right ? 1 : 0;
      return { evaluationId, position, documentId: `${position}`, logLikelihoods: [], value, metrics: {} };
    });
    await api.database.prisma.sample.createMany({ data });
  }

  /** Log-likelihoods of texts of 10, 20, 30 and 40 words. */
  async function read(benchmarkId: string, pruningId: string | undefined, nats: Readonly<Record<string, number>>): Promise<void> {
    const found = await api.database.prisma.evaluation.findFirstOrThrow({ where: { pruningId: pruningId ?? null } });
    const { id: _id, createdAt: _createdAt, ...facts } = found;
    const changed = { benchmarkId, metric: 'word_perplexity', digest: digestOf(`texts of ${pruningId}`), denseId: null };
    const data = { ...facts, ...changed, comparability: {}, retention: null, retentionStandardError: null };
    const { id: evaluationId } = await api.database.prisma.evaluation.create({ data });
    const samples = Object.entries(nats).map(([documentId, logLikelihood], position) => {
      const metrics = { words: 10 * (position + 1), bytes: 100 };
      return { evaluationId, position, documentId, logLikelihoods: [logLikelihood], value: null, metrics };
    });
    await api.database.prisma.sample.createMany({ data: samples });
  }

  it('pairs each repair with the same removal alone, on the same questions', async () => {
    const reply = await api.query<{ model: { repairComparison: { steps: { results: object[] }[] } } }>(QUERY);
    expect(reply.errors).toBeUndefined();
    const { steps, ...rest } = reply.data.model.repairComparison;
    expect(rest).toEqual({ lane: 'made-evaluation-lane', benchmarks: ['facts'], texts: [] });
    expect(steps[0]?.results).toMatchObject([
      {
        strategies: ['BLOCK_INFLUENCE'],
        repair: 'NONE',
        retention: 0.5,
        calibration: null,
        gain: null,
        pruning: { repair: null },
      },
      {
        ...{ repair: 'SCALAR', retention: 0.9, calibration: 'a-text', tokenRule: 'ALL', predictedError: 0.25, removed: [3, 4] },
        ...{ setting: 'windows of 128 tokens', predictedErrors: { all: 0.25, noSinks: 0.75 } },
        // Five of ten answers are right only with the repair: mean 0.5, squares about it 2.5, so the error is sqrt(2.5 / 9 / 10).
        gain: { value: expect.closeTo(0.5, 12), verdict: 'BETTER_ON_THIS_TEXT', holmP: expect.closeTo(0.0027, 4) },
        pruning: { repairKind: 'SCALAR', repair: { heldOutError: 0.25, rank: null } },
      },
    ]);
  });

  it('pairs perplexities text by text, and judges them together with the accuracies', async () => {
    const texts = { name: 'texts', version: '1', digest: digestOf('texts'), kind: 'perplexity', category: 'made', description: 'texts' };
    const { id: benchmarkId } = await api.database.prisma.benchmark.create({ data: { ...texts, chance: null, documentCount: 4 } });
    const [alone, repaired] = await api.database.prisma.pruning.findMany({ orderBy: { id: 'asc' } });
    // A document that the other model did not read counts for nothing.
    await read(benchmarkId, alone?.id, { one: -30, two: -50, three: -90, four: -9000 });
    await read(benchmarkId, repaired?.id, { one: -25, two: -45, three: -70, five: -1 });
    const reply = await api.query<{ model: { repairComparison: { texts: string[]; steps: { results: object[] }[] } } }>(QUERY);
    expect(reply.errors).toBeUndefined();
    const { texts: names, steps } = reply.data.model.repairComparison;
    expect(names).toEqual(['texts']);
    // 30 nats less over 60 words. What that leaves of −5, −5, −20 nats is 0, 5, −5, so the error is sqrt(3 / 2 · 50) / 60: z = −3.46, p 0.00053, twice.
    const standardError = Math.sqrt(75) / 60;
    expect(steps[0]?.results).toMatchObject([
      { repair: 'NONE', perplexityChange: null },
      {
        repair: 'SCALAR',
        gain: { value: expect.closeTo(0.5, 12), verdict: 'BETTER_ON_THIS_TEXT', holmP: expect.closeTo(0.0027, 4) },
        perplexityChange: {
          value: expect.closeTo(-0.5, 12),
          standardError: expect.closeTo(standardError, 12),
          confidenceInterval: {
            low: expect.closeTo(-0.5 - 1.959963984540054 * standardError, 12),
            high: expect.closeTo(-0.5 + 1.959963984540054 * standardError, 12),
          },
          p: expect.closeTo(0.000532, 6),
          holmP: expect.closeTo(0.001064, 6),
          verdict: 'BETTER_ON_THIS_TEXT',
        },
      },
    ]);
    await api.database.prisma.evaluation.deleteMany({ where: { benchmarkId } });
  });

  it('shows a repair without the same removal alone, and no difference', async () => {
    const single = await seedModel(api.database, { slug: 'single', blockCount });
    const repair = { kind: 'linear', setting: { kind: 'linear', window: 128 } };
    await seedEvaluatedPruning(api.database, single, { ...SEED, blockCount, repair, retention: { riddles: 0.9 } });
    const query =
      '{ model(slug: "single") { repairComparison { steps { results { repair gain { value } perplexityChange { value } } } } } }';
    const { data, errors } = await api.query<{ model: object }>(query);
    expect(errors).toBeUndefined();
    expect(data.model).toEqual({
      repairComparison: { steps: [{ results: [{ repair: 'LINEAR', gain: null, perplexityChange: null }] }] },
    });
    await api.database.prisma.evaluation.deleteMany({ where: { revisionId: single.revisionKey } });
  });

  it('is never on the leaderboard', async () => {
    const { data } = await api.query('{ leaderboard { nodes { averageRetention } } }');
    expect(data).toEqual({ leaderboard: { nodes: [{ averageRetention: 0.5 }] } });
  });

  it('calls a repair better once a second text shows the same gain', async () => {
    await answer(await seedScalar('b-text'), 9);
    const reply = await api.query<{ model: { repairComparison: { steps: { results: object[] }[] } } }>(QUERY);
    // Six of ten answers, squares about 0.6 are 2.4: z = 0.6 / sqrt(2.4 / 90) = 3.67. The first text has p 0.0027, which stays the larger one.
    expect(reply.data.model.repairComparison.steps[0]?.results).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ calibration: 'a-text', gain: expect.objectContaining({ verdict: 'BETTER' }) }),
        expect.objectContaining({ calibration: 'b-text', gain: expect.objectContaining({ verdict: 'BETTER' }) }),
      ]),
    );
  });
});
