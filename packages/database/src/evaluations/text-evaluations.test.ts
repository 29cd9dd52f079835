import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { measureTextLoss, type WindowLoss } from '@lamina/benchmarks';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { changeColumns } from '../prunings/pruning-columns.ts';
import { copyTextEvaluations, listReadPrunings, listUnreadTexts } from './copy-text-evaluations.ts';
import { type NewTextEvaluation, saveTextEvaluations } from './save-text-evaluations.ts';

const READING = { contextTokens: 512, minimum: 2, step: 2, maximum: 64, limits: [0.05] };
const WANTED = { textSha256s: ['text'], reading: READING };
const SHAPE = {
  ...{
    location: '',
    format: 'onnx',
    precision: 'float32',
    exporter: 'none',
    opset: 21,
    normPlacement: 'pre',
    blockCount: 8,
    hiddenSize: 8,
  },
  ...{ parameterCount: 10, boundaries: [], warnings: [] },
};

/** Windows of 100 tokens by the nats of both models. */
const windowsOf = (pairs: readonly (readonly [whole: number, changed: number])[], agreeing = 90): readonly WindowLoss[] =>
  pairs.map(([whole, changed]) => ({ whole, changed, tokens: 100, positions: 100, agreeing }));

describe('losses on texts', () => {
  let database: TestDatabase;
  let original: string;
  let form: string;
  let fence: { readonly jobId: string; readonly attempt: number };
  let place = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { prisma } = database;
    const { id: jobId } = await prisma.job.create({ data: { kind: 'evaluate-model', payload: {}, status: 'RUNNING', attempt: 1 } });
    fence = { jobId, attempt: 1 };
    const { id: familyId } = await prisma.modelFamily.create({ data: { slug: 'f', name: 'f' } });
    const storeModel = async (slug: string, facts: object) => {
      const model = await prisma.model.create({ data: { slug, name: slug, source: 'folder', familyId, ...facts } });
      return prisma.modelRevision.create({ data: { modelId: model.id, ...SHAPE, digest: slug, graphSha256: slug, weightsSha256: slug } });
    };
    const dense = await storeModel('original', {});
    original = dense.id;
    ({ id: form } = await storeModel('form', { derivedFromId: dense.modelId, quantization: { precision: 'int8' } }));
  });
  afterAll(() => database.drop());

  const evaluationOf = (facts: Partial<NewTextEvaluation> & Pick<NewTextEvaluation, 'windows'>): NewTextEvaluation => ({
    ...{ revisionId: original, pruningId: null, text: 'novel', source: 'author', textSha256: 'text', contextTokens: 512, idsSha256: 'ids' },
    reading: READING,
    runtime: { provider: 'cpu', device: 'd', fallback: null, version: '1', threads: 1, precision: 'float32' },
    ...facts,
  });
  const choose = async (blocks: readonly number[]): Promise<string> => {
    place += 1;
    const counts = { removedBlockRatio: 0.25, removedParameterRatio: 0.2, parametersBefore: 10, parametersAfter: 8 };
    const removal = { ...changeColumns({ ...UNCHANGED, remove: createRemoval({ blocks }) }), plan: {}, ...counts };
    const { id } = await database.prisma.pruning.create({
      data: { revisionId: original, digest: `${place}`, strategy: `${place}`, ...removal },
    });
    return id;
  };
  const list = (where: object) => database.prisma.textEvaluation.findMany({ where, orderBy: { id: 'asc' } });

  it('are stored once, with the loss over their windows', async () => {
    const pruningId = await choose([1]);
    const windows = windowsOf([
      [300, 310],
      [280, 285],
      [310, 330],
    ]);
    const evaluation = evaluationOf({ pruningId, windows });
    await saveTextEvaluations(database, fence, [evaluation]);
    await saveTextEvaluations(database, fence, [{ ...evaluation, windows: windows.slice(0, 2) }]);
    const { logLoss, standardError } = measureTextLoss(windows);
    // (10 + 5 + 20) / 300 nats per token; 905 − 25 of 925 nats are the changed model's.
    expect(logLoss).toBeCloseTo(35 / 300, 12);
    expect(await list({ pruningId })).toMatchObject([
      {
        logLoss,
        standardError,
        changedWords: expect.closeTo(0.1, 12),
        windowCount: 3,
        tokenCount: 300,
        meanNats: 925 / 300,
        protocol: 'text-loss@1',
      },
    ]);
    expect(await listReadPrunings(database, [pruningId], WANTED)).toEqual(new Set([pruningId]));
    expect(await listReadPrunings(database, [pruningId], { ...WANTED, reading: { ...READING, maximum: 16 } })).toEqual(new Set());
  });

  it('are copied to a pruning that is the same model, and to no other', async () => {
    const [same, other] = [await choose([1]), await choose([2])];
    expect(await copyTextEvaluations(database, fence, { pruningIds: [same, other], wanted: WANTED })).toEqual(new Set([same]));
    expect(await list({ pruningId: same })).toMatchObject([{ logLoss: expect.closeTo(35 / 300, 12) }]);
    expect(await list({ pruningId: other })).toEqual([]);
  });

  it('compare a quantized form with its original by place, whichever is stored first', async () => {
    const wholeOf = (nats: readonly number[]) =>
      windowsOf(
        nats.map((each) => [each, each] as const),
        100,
      );
    await saveTextEvaluations(database, fence, [evaluationOf({ revisionId: form, windows: wholeOf([303, 284, 315]) })]);
    expect(await list({ revisionId: form })).toMatchObject([{ logLoss: null, originalId: null, changedWords: null }]);
    expect(await listUnreadTexts(database, original, WANTED)).toEqual(new Set(['text']));
    await saveTextEvaluations(database, fence, [evaluationOf({ windows: wholeOf([300, 280, 310]) })]);
    const [whole] = await list({ revisionId: original, pruningId: null });
    expect(whole).toMatchObject({ logLoss: null, meanNats: 890 / 300 });
    expect(await list({ revisionId: form })).toMatchObject([
      { originalId: whole?.id, logLoss: expect.closeTo(12 / 300, 12), wholeNats: [300, 280, 310], changedWords: null },
    ]);
    expect(await listUnreadTexts(database, original, WANTED)).toEqual(new Set());
    // Another cut of the text is not the same windows.
    await saveTextEvaluations(database, fence, [
      evaluationOf({ revisionId: form, textSha256: 'cut', idsSha256: 'others', windows: wholeOf([1, 2]) }),
    ]);
    expect(await list({ revisionId: form, idsSha256: 'others' })).toMatchObject([{ logLoss: null }]);
  });
});
