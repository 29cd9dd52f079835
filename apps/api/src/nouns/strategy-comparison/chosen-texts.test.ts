import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../../data/global-id.ts';
import { type PruningSeed, seedEvaluatedPruning, seedTextEvaluation } from '../../testing/seed-evaluated-pruning.ts';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const COMPARISON = `{ model(slug: "model") { strategyComparison { steps { removedCount control { draws } results {
  strategy chosenOn alsoChosenOn draws removed retention retentionStandardError againstDefault { value } } } } } }`;

interface Result {
  readonly strategy: string;
  readonly chosenOn: string | null;
}
interface Compared {
  readonly model: {
    readonly strategyComparison: { readonly steps: readonly { readonly removedCount: number; readonly results: readonly Result[] }[] };
  };
}

describe('removals that the scores of several texts chose', () => {
  let api: TestApi;
  const blockCount = 8;
  const close = (value: number) => expect.closeTo(value, 10);

  beforeAll(async () => {
    api = await startTestApi();
    const model = await seedModel(api.database, { slug: 'model', blockCount });
    const means = Array.from({ length: blockCount }, () => 0.5);
    const score = (of: SeededModel, text: string, windowLimit?: number) =>
      seedScoreRun(api.database, of, means, { text, ...(windowLimit === undefined ? {} : { windowLimit }) });
    const prune = (strategy: string, removed: readonly number[], facts: number, more: Partial<PruningSeed> = {}) =>
      seedEvaluatedPruning(api.database, model, { strategy, removed, blockCount, retention: { facts }, sampleCount: 100, ...more });
    const novel = await score(model, 'novel');
    const articles = await score(model, 'articles');
    const beginning = await score(model, 'novel', 8);
    const again = await score(model, 'novel', 8);
    for (const [seed, kept] of [0.5, 0.6, 0.7, 0.6, 0.6].entries()) await prune('random-inner', [1, seed + 2], kept, { seed });
    await prune('reverse', [6, 7], 0.4);
    await prune('block-influence', [3, 4], 0.9, { scoreRunId: novel });
    await prune('block-influence', [2, 5], 0.7, { scoreRunId: articles });
    await prune('greedy-loss', [3, 5], 0.95, { scoreRunId: beginning });
    await prune('greedy-loss', [3, 5], 0.95, { scoreRunId: articles });
    // A search of the first 8 windows, and another one later of the same windows with three seeds.
    await prune('evolutionary', [0, 1], 0.1, { scoreRunId: beginning });
    await prune('evolutionary', [0, 2], 0.2, { scoreRunId: beginning, seed: 7 });
    await prune('evolutionary', [2, 3], 0.8, { scoreRunId: again });
    await prune('evolutionary', [2, 4], 0.7, { scoreRunId: again, seed: 1 });
    await prune('evolutionary', [2, 6], 0.9, { scoreRunId: again, seed: 2 });
    await prune('block-influence', [3], 0.98, { scoreRunId: novel });
    await prune('block-influence', [3, 4, 6], 0.5, { scoreRunId: novel });
    for (const [place, scoreRunId] of [novel, articles].entries()) {
      await prune('block-influence', [place + 1, place + 5], 0.9 - place / 10, { scoreRunId, kind: 'attention' });
    }
    // Most of the board was chosen on novels, of this model the newest is not.
    const other = await seedModel(api.database, { slug: 'other', blockCount });
    const run = await score(other, 'articles');
    const pruned = { strategy: 'block-influence', removed: [4, 5], blockCount, retention: { facts: 0.6 }, scoreRunId: run };
    await seedEvaluatedPruning(api.database, other, pruned);
  });
  afterAll(() => api.close());

  const ask = async <Data>(query: string): Promise<Data> => {
    const { data, errors } = await api.query<Data>(query);
    expect(errors).toBeUndefined();
    return data;
  };

  it('are results of their own beside one control, and a search is the mean of the seeds of one run', async () => {
    const { steps } = (await ask<Compared>(COMPARISON)).model.strategyComparison;
    const two = steps.find(({ removedCount }) => removedCount === 2);
    expect(two).toMatchObject({ control: { draws: 5 } });
    const find = (strategy: string) => two?.results.filter((result) => result.strategy === strategy);
    expect(two?.results).toHaveLength(6);
    expect(find('BLOCK_INFLUENCE')).toMatchObject([
      { chosenOn: 'novel', alsoChosenOn: [], removed: [3, 4], retention: close(0.9), againstDefault: null },
      { chosenOn: 'articles', alsoChosenOn: [], removed: [2, 5], retention: close(0.7), againstDefault: null },
    ]);
    // Each is compared with block influence on its own text.
    expect(find('GREEDY_LOSS')?.toSorted((a, b) => String(a.chosenOn).localeCompare(String(b.chosenOn)))).toMatchObject([
      { chosenOn: 'articles', alsoChosenOn: ['novel'], againstDefault: { value: close(0.25) } },
      { chosenOn: 'novel', alsoChosenOn: ['articles'], againstDefault: { value: close(0.05) } },
    ]);
    // Mean of 0.8, 0.7 and 0.9; their standard deviation is 0.1, and each has an error of 0.01 over documents.
    expect(find('EVOLUTIONARY')).toMatchObject([
      {
        chosenOn: 'novel',
        draws: 3,
        removed: null,
        retention: close(0.8),
        retentionStandardError: close(Math.hypot(0.1 / Math.sqrt(3), 0.01)),
      },
    ]);
    // Most removals of the model were chosen on the novel.
    expect(find('REVERSE')).toMatchObject([{ chosenOn: null, alsoChosenOn: [], againstDefault: { value: close(0.4 - 0.9) } }]);
  });

  it('are told apart by their attentions too', async () => {
    const query = COMPARISON.replace('strategyComparison', 'strategyComparison(units: [ATTENTION])');
    const [step] = (await ask<Compared>(query)).model.strategyComparison.steps;
    expect(step?.results).toMatchObject([
      { chosenOn: 'novel', alsoChosenOn: [], removed: [] },
      { chosenOn: 'articles', alsoChosenOn: [], removed: [] },
    ]);
  });

  it('name their text in the list of prunings', async () => {
    const query =
      '{ prunings(first: 50, filter: { models: ["model"] }) { nodes { strategy chosenOn scoreRun { calibration { calibrationSet { slug } } } } } }';
    const { prunings } = await ask<{
      readonly prunings: {
        readonly nodes: readonly {
          readonly chosenOn: string | null;
          readonly scoreRun: { readonly calibration: { readonly calibrationSet: { readonly slug: string } } } | null;
        }[];
      };
    }>(query);
    expect(new Set(prunings.nodes.map(({ chosenOn }) => chosenOn))).toEqual(new Set(['novel', 'articles', null]));
    for (const { chosenOn, scoreRun } of prunings.nodes) expect(chosenOn).toBe(scoreRun?.calibration.calibrationSet.slug ?? null);
  });

  it('represent a model on a board of one strategy by the text that chose most of the board, where the model has it', async () => {
    const query = '{ leaderboard(strategy: BLOCK_INFLUENCE) { nodes { model { slug } averageRetention pruning { removed chosenOn } } } }';
    expect((await ask<{ leaderboard: { nodes: readonly object[] } }>(query)).leaderboard.nodes).toEqual([
      { model: { slug: 'model' }, averageRetention: close(0.9), pruning: { removed: [3, 4], chosenOn: 'novel' } },
      { model: { slug: 'other' }, averageRetention: close(0.6), pruning: { removed: [4, 5], chosenOn: 'articles' } },
    ]);
  });

  it('are not judged by a text of the source of any text that chose the same units, as in answers', async () => {
    const source = 'Jane Austen';
    const model = await api.database.prisma.model.findUniqueOrThrow({ where: { slug: 'model' } });
    const seeded = { layerKeys: [], modelKey: model.id, revisionKey: model.currentRevisionId ?? '' };
    const prunings = await api.database.prisma.pruning.findMany({ where: { removedCount: 2, units: { equals: ['block'] } } });
    for (const { id, revisionId, seed } of prunings)
      if (revisionId === seeded.revisionKey)
        await seedTextEvaluation(api.database, { model: seeded, pruningId: id, name: 'emma', source, ratio: 2 + (seed ?? 0) });
    await api.database.prisma.calibrationSet.updateMany({ where: { slug: 'novel' }, data: { source } });
    const query =
      '{ model(slug: "model") { strategyComparison(text: "emma") { metric steps { removedCount control { mean low high } results { strategy chosenOn judges retention retentionInterval { low high } marginInterval { low high } } } } } }';
    const { steps } = (await ask<Compared>(query)).model.strategyComparison;
    const judged = steps.find(({ removedCount }) => removedCount === 2)?.results.filter((result) => 'judges' in result && result.judges);
    expect(judged?.map(({ strategy, chosenOn }) => `${strategy} ${chosenOn}`).toSorted()).toEqual([
      'BLOCK_INFLUENCE articles',
      'REVERSE null',
    ]);
    // Factors: the mean of the draws is geometric, and no interval holds 0.
    const two = steps.find(({ removedCount }) => removedCount === 2);
    expect(two).toMatchObject({ control: { low: close(2), high: close(6), mean: close((2 * 3 * 4 * 5 * 6) ** (1 / 5)) } });
    const numbers = JSON.stringify(steps).match(/"(?:low|high|mean|retention)":[^,}]+/g) ?? [];
    expect(numbers.length).toBeGreaterThan(20);
    for (const each of numbers) expect(Number(each.split(':')[1])).toBeGreaterThan(0);
  });

  it('judge no combination with units that their scores chose', async () => {
    const model = await api.database.prisma.model.findUniqueOrThrow({ where: { slug: 'model' } });
    const seeded = { layerKeys: [], modelKey: model.id, revisionKey: model.currentRevisionId ?? '' };
    const combine = async (removed: readonly number[]): Promise<string> => {
      const pruning = { strategy: 'explicit', removed, blockCount, precision: 'Q8_0', retention: {} };
      const pruningId = await seedEvaluatedPruning(api.database, seeded, pruning);
      const text = { model: seeded, pruningId, name: 'an article', source: 'articles', ratio: 1.1 };
      return encodeGlobalId('TextEvaluation', await seedTextEvaluation(api.database, text));
    };
    const ids = [await combine([2, 5]), await combine([3, 4])];
    const query = '{ textEvaluations(first: 100) { nodes { id judges } } }';
    const { textEvaluations } = await ask<{
      readonly textEvaluations: { readonly nodes: readonly { readonly id: string; readonly judges: boolean }[] };
    }>(query);
    expect(ids.map((id) => textEvaluations.nodes.find((one) => one.id === id)?.judges)).toEqual([false, true]);
  });
});
