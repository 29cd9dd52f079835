import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { pairQuantizedForms } from './pair-quantized-forms.ts';

const SHAPE = {
  normPlacement: 'pre',
  precision: 'float32',
  exporter: 'e',
  opset: 17,
  blockCount: 1,
  hiddenSize: 1,
  parameterCount: 1,
  location: '',
};
const RESULT = {
  metric: 'acc',
  protocol: 'l',
  comparability: {},
  comparabilityDigest: 'c',
  provider: 'cpu',
  runtimeVersion: '1',
  threads: 1,
  precision: 'float32',
};
const ORIGINAL = [1, 1, 1, 1, 0, 1, 1, 0, 1, 1];
const FORM = [1, 1, 1, 0, 0, 1, 1, 0, 1, 1];
/** Python: u = [a - 7/8 * c for a, c in zip(FORM, ORIGINAL)]; statistics.stdev(u) / 0.8 / math.sqrt(10) */
const STANDARD_ERROR = 0.12325166214790864;

describe('pairQuantizedForms', () => {
  let database: TestDatabase;
  let benchmarkId: string;
  let original: string;
  let form: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const benchmark = { name: 'b', version: '1', digest: 'd', kind: 'multiple-choice', category: 'c', description: 'd', documentCount: 10 };
    ({ id: benchmarkId } = await database.prisma.benchmark.create({ data: benchmark }));
    const { id: familyId } = await database.prisma.modelFamily.create({ data: { slug: 'f', name: 'f' } });
    const storeModel = async (slug: string, facts: object) => {
      const model = await database.prisma.model.create({ data: { slug, name: slug, source: 'folder', familyId, ...facts } });
      const digests = { digest: slug, graphSha256: slug, weightsSha256: slug };
      return database.prisma.modelRevision.create({ data: { modelId: model.id, ...SHAPE, ...digests } });
    };
    const dense = await storeModel('original', {});
    original = dense.id;
    ({ id: form } = await storeModel('form', { derivedFromId: dense.modelId, quantization: { precision: 'int8' } }));
  });
  afterAll(() => database.drop());

  /** Stores an evaluation with its answers as a writer does, and returns its id. */
  const evaluate = (revisionId: string, answers: readonly number[], facts: object = {}): Promise<string> =>
    database.prisma.$transaction(async (transaction) => {
      const sum = answers.reduce((total, answer) => total + answer, 0);
      const data = { revisionId, benchmarkId, digest: crypto.randomUUID(), value: sum / answers.length, sum, sampleCount: answers.length };
      const { id: evaluationId } = await transaction.evaluation.create({ data: { ...data, ...RESULT, ...facts } });
      const samples = answers.map((value, position) => ({ evaluationId, documentId: `${position}`, position, value, metrics: {} }));
      await transaction.sample.createMany({ data: samples });
      await pairQuantizedForms(transaction, [evaluationId]);
      return evaluationId;
    });
  const listPairs = () => database.prisma.quantizedRetention.findMany({ orderBy: { id: 'asc' } });

  it('pairs a form with its original, whichever is stored first, and with a newer evaluation of the original', async () => {
    const id = await evaluate(form, FORM);
    expect(await listPairs()).toEqual([]);
    const first = await evaluate(original, ORIGINAL);
    expect(await listPairs()).toEqual([{ id, originalId: first, standardError: expect.closeTo(STANDARD_ERROR, 12) }]);
    const second = await evaluate(original, FORM);
    expect(await listPairs()).toEqual([{ id, originalId: second, standardError: 0 }]);
    const later = await evaluate(form, FORM);
    expect(await listPairs()).toEqual([
      { id, originalId: second, standardError: 0 },
      { id: later, originalId: second, standardError: 0 },
    ]);
  });

  it('does not change evaluations by another protocol or of other models', async () => {
    const before = await listPairs();
    await evaluate(original, ORIGINAL, { protocol: 'another' });
    await evaluate(original, ORIGINAL, { metric: 'acc_norm' });
    expect(await listPairs()).toEqual(before);
  });
});
