import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `query ($slug: String!) { model(slug: $slug) { derivedFrom { slug } quantization quantizationTable { lane isOneMachine
  rows { model precision order strategy removedCount removed averageAccuracy perplexity cells { benchmark metric value } prefillTokensPerSecond weightsBytes machine } } } }`;

interface Table {
  readonly isOneMachine: boolean;
  readonly rows: readonly object[];
}

describe('quantizationTable', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    const blockCount = 4;
    const original = await seedModel(api.database, { slug: 'model', blockCount });
    const variant = await seedModel(api.database, { slug: 'model-int8', blockCount });
    await api.database.prisma.model.update({
      where: { id: variant.modelKey },
      data: { derivedFromId: original.modelKey, quantization: { precision: 'int8', blockSize: 32 } },
    });
    await seedEvaluatedPruning(api.database, original, {
      strategy: 'block-influence',
      removed: [1],
      blockCount,
      // Only the original was asked the extra questions: they are in no mean.
      retention: { facts: 0.9, extra: 0.5 },
    });
    await seedEvaluatedPruning(api.database, variant, { strategy: 'block-influence', removed: [2], blockCount, retention: { facts: 0.8 } });
    // A newer removal of another study, on other documents.
    const elsewhere = { removed: [3], blockCount, retention: { facts: 0.1 }, lane: 'another lane' };
    await seedEvaluatedPruning(api.database, variant, { strategy: 'block-influence', ...elsewhere });
    await seedEvaluatedPruning(api.database, variant, { strategy: 'explicit', removed: [1], blockCount, retention: { facts: 0.7 } });
    // Answers that two filters read, stored in the order that does not count.
    const written = { name: 'gsm8k', version: '1', kind: 'generation', category: 'made', description: 'written', documentCount: 10 };
    const { id: benchmarkId } = await api.database.prisma.benchmark.create({ data: { ...written, chance: null, digest: 'gsm8k' } });
    const {
      id: _id,
      createdAt: _createdAt,
      comparability: _facts,
      ...template
    } = await api.database.prisma.evaluation.findFirstOrThrow({
      where: { revisionId: original.revisionKey, pruningId: null },
    });
    await api.database.prisma.evaluation.createMany({
      data: ['flexible-extract', 'strict-match'].map((filter, place) => {
        const metric = `exact_match,${filter}`;
        return { ...template, comparability: {}, benchmarkId, digest: metric, metric, value: 0.5 - place / 10 };
      }),
    });
    const cost = (revisionId: string, machine: string) => ({
      ...{
        revisionId,
        digest: machine,
        machine,
        machineDigest: machine,
        provider: 'cpu',
        device: 'a',
        runtimeVersion: '1',
        threads: 1,
        precision: 'x',
      },
      ...{
        batch: 1,
        promptTokens: 8,
        generatedTokens: 2,
        warmUps: 1,
        repetitions: 3,
        prefillTokensPerSecond: 500,
        measuredAlone: true,
        prefillLow: 1,
        prefillHigh: 2,
      },
      ...{ peakMemoryBytes: 3, baseMemoryBytes: 1, weightsBytes: 2000, parameterCount: 5 },
    });
    // Repaired forms, and removed attentions, are neither removals of layers nor as fast.
    const other = { strategy: 'block-influence', blockCount, retention: { facts: 0.99 } };
    const repair = { kind: 'linear', setting: {} };
    const repairedId = await seedEvaluatedPruning(api.database, original, { ...other, removed: [1], repair });
    const attentionId = await seedEvaluatedPruning(api.database, original, { ...other, removed: [0], kind: 'attention' });
    const repaired = { ...cost(original.revisionKey, 'three'), pruningId: repairedId };
    const attention = { ...cost(original.revisionKey, 'four'), pruningId: attentionId };
    const wholes = [cost(original.revisionKey, 'one'), cost(variant.revisionKey, 'two')];
    await api.database.prisma.efficiency.createMany({ data: [...wholes, repaired, attention] });
  });
  afterAll(() => api.close());

  it('sets every form of a model side by side, and says whose scores chose the layers and whether speeds compare', async () => {
    const reply = await api.query<{ model: { quantizationTable: Table; derivedFrom: null } }>(QUERY, { slug: 'model' });
    expect(reply.errors).toBeUndefined();
    const { isOneMachine, rows } = reply.data.model.quantizationTable;
    expect(isOneMachine).toBe(false);
    expect(rows).toMatchObject([
      {
        model: 'model',
        precision: 'float32',
        order: 'DENSE',
        removedCount: 0,
        averageAccuracy: 0.8,
        machine: 'one',
        weightsBytes: 2000,
        cells: [{ benchmark: 'extra' }, { benchmark: 'facts' }, { benchmark: 'gsm8k', metric: 'exact_match,strict-match', value: 0.4 }],
      },
      {
        model: 'model',
        order: 'REMOVE_THEN_QUANTIZE',
        removed: [1],
        averageAccuracy: expect.closeTo(0.72, 12),
        prefillTokensPerSecond: null,
      },
      { model: 'model-int8', precision: 'int8', order: 'DENSE', strategy: null, perplexity: null, prefillTokensPerSecond: 500 },
      {
        model: 'model-int8',
        order: 'QUANTIZE_THEN_REMOVE',
        strategy: 'BLOCK_INFLUENCE',
        removed: [2],
        averageAccuracy: expect.closeTo(0.64, 12),
      },
      { model: 'model-int8', order: 'REMOVE_THEN_QUANTIZE', strategy: 'EXPLICIT', removed: [1], cells: [{ benchmark: 'facts' }] },
    ]);
  });

  it('belongs to the original, which a quantized form names and the leaderboard shows alone', async () => {
    const reply = await api.query<{ model: object }>(QUERY, { slug: 'model-int8' });
    expect(reply.data.model).toMatchObject({ derivedFrom: { slug: 'model' }, quantization: { precision: 'int8' } });
    const board = await api.query<{ leaderboard: { nodes: readonly { model: { slug: string } }[] } }>(
      '{ leaderboard { nodes { model { slug } } } }',
    );
    expect(board.data.leaderboard.nodes.map(({ model }) => model.slug)).toEqual(['model']);
  });
});
