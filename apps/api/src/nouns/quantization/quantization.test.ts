import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const QUERY = `query ($slug: String!) { model(slug: $slug) { derivedFrom { slug } quantizationTable {
  rows { model precision order removedCount perplexity weightsBytes } } } }`;

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
      retention: { facts: 0.9 },
    });
    await seedEvaluatedPruning(api.database, variant, { strategy: 'block-influence', removed: [2], blockCount, retention: { facts: 0.8 } });
    // A newer removal of another study, on other documents.
    const elsewhere = { removed: [3], blockCount, retention: { facts: 0.1 }, lane: 'another lane' };
    await seedEvaluatedPruning(api.database, variant, { strategy: 'block-influence', ...elsewhere });
    await seedEvaluatedPruning(api.database, variant, { strategy: 'explicit', removed: [1], blockCount, retention: { facts: 0.7 } });
    // Only the original has read the second text: it is in no mean.
    const text = { version: '1', kind: 'perplexity', category: 'made', description: 'a text', documentCount: 10, chance: null };
    const read = async (revisionId: string, name: string, value: number) => {
      const key = { name_version_digest: { name, version: '1', digest: name } };
      const benchmark = await api.database.prisma.benchmark.upsert({ where: key, create: { ...text, name, digest: name }, update: {} });
      const where = { revisionId, pruningId: null };
      const {
        id: _id,
        createdAt: _createdAt,
        comparability: _facts,
        ...dense
      } = await api.database.prisma.evaluation.findFirstOrThrow({ where });
      const facts = { benchmarkId: benchmark.id, metric: 'word_perplexity', digest: `${name} ${revisionId}`, value };
      await api.database.prisma.evaluation.create({ data: { ...dense, comparability: {}, ...facts } });
    };
    await read(original.revisionKey, 'prose', 4);
    await read(original.revisionKey, 'verse', 100);
    await read(variant.revisionKey, 'prose', 5);
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

  it('sets every form of a model side by side, and says whose scores chose the layers', async () => {
    const reply = await api.query<{ model: { quantizationTable: { rows: readonly object[] } } }>(QUERY, { slug: 'model' });
    expect(reply.errors).toBeUndefined();
    const whole = { removedCount: 0, order: 'DENSE', weightsBytes: 2000 };
    expect(reply.data.model.quantizationTable.rows).toEqual([
      { ...whole, model: 'model', precision: 'float32', perplexity: expect.closeTo(4, 12) },
      { model: 'model', precision: 'float32', order: 'REMOVE_THEN_QUANTIZE', removedCount: 1, perplexity: null, weightsBytes: null },
      { ...whole, model: 'model-int8', precision: 'int8', perplexity: expect.closeTo(5, 12) },
      { model: 'model-int8', precision: 'int8', order: 'QUANTIZE_THEN_REMOVE', removedCount: 1, perplexity: null, weightsBytes: null },
      { model: 'model-int8', precision: 'int8', order: 'REMOVE_THEN_QUANTIZE', removedCount: 1, perplexity: null, weightsBytes: null },
    ]);
  });

  it('belongs to the original, which a quantized form names and the leaderboard shows alone', async () => {
    const reply = await api.query<{ model: object }>(QUERY, { slug: 'model-int8' });
    expect(reply.data.model).toMatchObject({ derivedFrom: { slug: 'model' } });
    const board = await api.query<{ leaderboard: { nodes: readonly { model: { slug: string } }[] } }>(
      '{ leaderboard { nodes { model { slug } } } }',
    );
    expect(board.data.leaderboard.nodes.map(({ model }) => model.slug)).toEqual(['model']);
  });
});
