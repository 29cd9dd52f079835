import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `query ($baseline: String!, $slugs: [String!]!, $removedRatio: Float, $aboveChance: Boolean = false) {
  compareRetentions(baseline: $baseline, slugs: $slugs, removedRatio: $removedRatio, aboveChance: $aboveChance) {
    baseline lane removedRatio aboveChance leftOutAboveChance
    differences { slug benchmark documentCount baselineRetention retention difference standardError confidenceInterval { low high } } } }`;

interface Answer {
  readonly compareRetentions: {
    readonly aboveChance: boolean;
    readonly leftOutAboveChance: readonly string[];
    readonly differences: readonly {
      readonly benchmark: string | null;
      readonly difference: number;
      readonly standardError: number | null;
    }[];
  };
}

/** Answers of ten documents, 1 = right. */
const ANSWERS = {
  a: { dense: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0], pruned: [1, 1, 1, 1, 1, 1, 0, 0, 0, 0] },
  b: { dense: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], pruned: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] },
};

describe('compareRetentions', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    for (const slug of ['a', 'b'] as const) {
      const model = await seedModel(api.database, { slug, blockCount: 4 });
      await seedEvaluatedPruning(api.database, model, {
        strategy: 'block-influence',
        removed: [1],
        blockCount: 4,
        retention: { facts: 0.75 },
      });
      await answer(model.revisionKey, ANSWERS[slug]);
    }
    const other = await seedModel(api.database, { slug: 'unanswered', blockCount: 4 });
    await seedEvaluatedPruning(api.database, other, {
      strategy: 'block-influence',
      removed: [1],
      blockCount: 4,
      retention: { facts: 0.75 },
    });
  });
  afterAll(() => api.close());

  async function answer(
    revisionId: string,
    answers: { readonly dense: readonly number[]; readonly pruned: readonly number[] },
  ): Promise<void> {
    const evaluations = await api.database.prisma.evaluation.findMany({ where: { revisionId } });
    for (const { id, pruningId } of evaluations) {
      const values = pruningId === null ? answers.dense : answers.pruned;
      await api.database.prisma.sample.createMany({
        data: values.map((value, position) => ({
          evaluationId: id,
          documentId: `d${position}`,
          position,
          value,
          metrics: {},
          logLikelihoods: [],
        })),
      });
    }
  }

  it('is the difference of retentions with a standard error paired by document', async () => {
    const { data } = await api.query<Answer>(QUERY, { baseline: 'a', slugs: ['b'] });
    // Retentions 6/8 and 5/10. The linearised terms by hand, model b minus model a, documents in order.
    const terms = ANSWERS.b.pruned.map(
      (pruned, index) =>
        (pruned - 0.5 * (ANSWERS.b.dense[index] ?? 0)) / 1 - ((ANSWERS.a.pruned[index] ?? 0) - 0.75 * (ANSWERS.a.dense[index] ?? 0)) / 0.8,
    );
    const mean = terms.reduce((sum, term) => sum + term, 0) / 10;
    const standardError = Math.sqrt(terms.reduce((sum, term) => sum + (term - mean) ** 2, 0) / 9 / 10);
    expect(data.compareRetentions.differences).toMatchObject([
      { slug: 'b', benchmark: 'facts', documentCount: 10, baselineRetention: 0.75, retention: 0.5, difference: -0.25 },
      { slug: 'b', benchmark: null, documentCount: 10, difference: -0.25 },
    ]);
    for (const row of data.compareRetentions.differences) expect(row.standardError).toBeCloseTo(standardError, 12);
  });

  it('is the difference of retentions above chance, if asked for, paired in the same way', async () => {
    const { data } = await api.query<Answer>(QUERY, { baseline: 'a', slugs: ['b'], aboveChance: true });
    // Chance 0.25: (0.6 − 0.25) / (0.8 − 0.25) = 7/11 and (0.5 − 0.25) / (1 − 0.25) = 1/3.
    const above = (answer: number | undefined) => (answer ?? 0) - 0.25;
    const terms = ANSWERS.b.pruned.map(
      (pruned, index) =>
        (above(pruned) - above(ANSWERS.b.dense[index]) / 3) / 0.75 -
        (above(ANSWERS.a.pruned[index]) - (7 / 11) * above(ANSWERS.a.dense[index])) / 0.55,
    );
    const mean = terms.reduce((sum, term) => sum + term, 0) / 10;
    const standardError = Math.sqrt(terms.reduce((sum, term) => sum + (term - mean) ** 2, 0) / 9 / 10);
    expect(data.compareRetentions).toMatchObject({ aboveChance: true, leftOutAboveChance: [] });
    const numbers = { baselineRetention: expect.closeTo(7 / 11, 12), retention: expect.closeTo(1 / 3, 12) };
    expect(data.compareRetentions.differences).toMatchObject([
      { benchmark: 'facts', documentCount: 10, ...numbers, difference: expect.closeTo(1 / 3 - 7 / 11, 12) },
      { benchmark: null, ...numbers },
    ]);
    for (const row of data.compareRetentions.differences) expect(row.standardError).toBeCloseTo(standardError, 12);
  });

  it('names benchmarks that have no retention above chance: without a chance level, or where a dense model guesses', async () => {
    // The dense model of "a" has 0.8 with a standard error of 0.133: 0.75 is less than one standard error below.
    for (const chance of [0.75, null]) {
      await api.database.prisma.benchmark.updateMany({ data: { chance } });
      const { data } = await api.query<Answer>(QUERY, { baseline: 'a', slugs: ['b'], aboveChance: true });
      expect(data.compareRetentions).toMatchObject({ leftOutAboveChance: ['facts'], differences: [] });
    }
    const { data } = await api.query<Answer>(QUERY, { baseline: 'a', slugs: ['b'] });
    expect(data.compareRetentions).toMatchObject({ aboveChance: false, leftOutAboveChance: [], differences: [{ difference: -0.25 }, {}] });
    await api.database.prisma.benchmark.updateMany({ data: { chance: 0.25 } });
  });

  it('leaves out a model that answered no common document', async () => {
    const { data } = await api.query<Answer>(QUERY, { baseline: 'a', slugs: ['b', 'unanswered'] });
    expect(data.compareRetentions.differences).toHaveLength(2);
  });

  it('refuses a baseline without a pruning at the ratio, and nothing to compare it with', async () => {
    expect((await api.query(QUERY, { baseline: 'a', slugs: ['b'], removedRatio: 0.1 })).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect((await api.query(QUERY, { baseline: 'a', slugs: ['a'] })).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
