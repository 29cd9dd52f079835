import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const DIFFERENCE = '{ value standardError error confidenceInterval { low high } p holmP verdict }';
const QUERY = `{ model(slug: "model") { strategyComparison { steps { results {
  strategy verdict margin marginStandardError marginInterval { low high } marginError holmP againstDefault ${DIFFERENCE} } } } } }`;

interface Compared {
  readonly model: { readonly strategyComparison: { readonly steps: readonly { readonly results: readonly object[] }[] } };
}

/** Which of 20 questions are answered. */
const ANSWERS = {
  dense: '11111111111111110000',
  'greedy-loss': '11111111111111100010',
  'block-influence': '11111111111100000000',
  draws: ['11111110000000100000', '11111111100000000000', '11111111000000010000', '01111111000000000000', '11111111010000000000'],
};
const DENSE_RIGHT = 16;
const shareOf = (answers: string) => [...answers].filter((answer) => answer === '1').length / DENSE_RIGHT;
const close = (value: number) => expect.closeTo(value, 10);

describe('differences between strategies', () => {
  let api: TestApi;
  let model: SeededModel;
  const sizes = { blockCount: 8, sampleCount: 20 };

  const answer = async (where: object, answers: string) => {
    const { id: evaluationId } = await api.database.prisma.evaluation.findFirstOrThrow({ where });
    await api.database.prisma.sample.createMany({
      data: [...answers].map((value, position) => ({
        evaluationId,
        documentId: `${position}`,
        position,
        value: Number(value),
        metrics: {},
      })),
    });
  };
  const prune = async (strategy: string, answers: string, draw?: number) => {
    const removed = draw === undefined ? [3, strategy.length % 7] : [1, draw + 2];
    const seed = draw === undefined ? {} : { seed: draw };
    const pruning = { strategy, removed, ...sizes, retention: { facts: shareOf(answers) }, ...seed };
    const pruningId = await seedEvaluatedPruning(api.database, model, pruning);
    await answer({ pruningId }, answers);
  };

  // Each test has an API of its own: what is stored is read once, and some tests change it.
  beforeEach(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model', blockCount: sizes.blockCount });
    for (const [draw, answers] of ANSWERS.draws.entries()) await prune('random-inner', answers, draw);
    await prune('block-influence', ANSWERS['block-influence']);
    await prune('greedy-loss', ANSWERS['greedy-loss']);
    await answer({ revisionId: model.revisionKey, pruningId: null }, ANSWERS.dense);
  });
  afterEach(() => api.close());

  const removeAnswer = () =>
    api.database.prisma.sample.deleteMany({ where: { evaluation: { pruning: { strategy: 'greedy-loss' } }, position: 7 } });

  const compare = async () => {
    const reply = await api.query<Compared>(QUERY);
    expect(reply.errors).toBeUndefined();
    return reply.data.model.strategyComparison.steps[0]?.results;
  };

  /*
   * numpy 2, without terms: the error of Σ weight · mean(answers) / mean(dense) from the covariance matrix S = numpy.cov([answers…, dense]) / 20 and its
   * gradient g = append(w / m, −(w @ means) / m ** 2) with m = mean(dense); sqrt(g @ S @ g). The control adds numpy.std(retentions, ddof=1) ** 2 / 5.
   * p = math.erfc(abs(value / error) / sqrt(2)), and Holm's correction of the three by hand: 3, 2 and 1 times the sorted p.
   */
  it('are paired by document, and judged as one family of claims', async () => {
    expect(await compare()).toMatchObject([
      {
        strategy: 'GREEDY_LOSS',
        verdict: 'BEATS_CONTROL',
        marginError: 'PAIRED',
        margin: close(0.475),
        marginStandardError: close(0.13650959094896092),
        holmP: close(0.0015064382149281672),
        marginInterval: { low: close(0.475 - 1.959963984540054 * 0.13650959094896092) },
        // Alone it would hold.
        againstDefault: {
          value: close(0.25),
          standardError: close(0.11996435874217413),
          error: 'PAIRED',
          p: close(0.03716450734204264),
          holmP: close(0.07080761383994201),
          verdict: 'NOT_DISTINGUISHABLE',
          confidenceInterval: { low: close(0.25 - 1.959963984540054 * 0.11996435874217413) },
        },
      },
      {
        strategy: 'BLOCK_INFLUENCE',
        verdict: 'NOT_DISTINGUISHABLE',
        marginError: 'PAIRED',
        againstDefault: null,
        margin: close(0.225),
        marginStandardError: close(0.10695393745366324),
        holmP: close(0.07080761383994201),
      },
    ]);
  });

  it('have the error of independent retentions, and say so, where an answer of one is not stored', async () => {
    await removeAnswer();
    const [greedy, influence] = (await compare()) ?? [];
    // Both retentions have 0.01.
    expect(greedy).toMatchObject({
      marginError: 'INDEPENDENT',
      marginStandardError: close(Math.hypot(0.01, 0.05590169943749474 / Math.sqrt(5))),
      againstDefault: { value: close(0.25), standardError: close(Math.hypot(0.01, 0.01)), error: 'INDEPENDENT', verdict: 'BETTER' },
    });
    expect(influence).toMatchObject({ marginError: 'PAIRED' });
  });

  it('are not made where no error is known', async () => {
    await removeAnswer();
    const where = { pruning: { strategy: 'greedy-loss' } };
    await api.database.prisma.evaluation.updateMany({ where, data: { retentionStandardError: null } });
    expect((await compare())?.[0]).toMatchObject({ strategy: 'GREEDY_LOSS', againstDefault: null });
  });
});
