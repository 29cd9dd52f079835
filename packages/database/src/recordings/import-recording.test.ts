import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { changeColumns } from '../prunings/pruning-columns.ts';
import { exportRecordedRows } from './export-recorded-rows.ts';
import { importRecording } from './import-recording.ts';
import { RECORDING_FORMAT } from './recording-facts.ts';
import { rowFileOf, unpackLines } from './row-file.ts';

const SHA = 'a'.repeat(64);
const FACTS = {
  format: RECORDING_FORMAT,
  version: '1',
  title: 'Made data',
  description: 'One model.',
  startedAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-02T00:00:00.000Z',
  device: 'a processor',
  command: 'npm run record',
  commit: 'c',
};
const DIGESTS = { digest: SHA, graphSha256: SHA, weightsSha256: SHA };
const SHAPE = { normPlacement: 'pre', precision: 'float32', exporter: 'e', opset: 17, blockCount: 1, hiddenSize: 1, parameterCount: 1 };
/** A double whose last digit is lost by any rounding on the way. */
const PRECISE = 0.1 + 0.2;

async function storeModel({ prisma }: TestDatabase, location: string) {
  const family = await prisma.modelFamily.create({ data: { slug: 'f', name: 'f' } });
  const model = await prisma.model.create({ data: { slug: 'm', name: 'm', source: 'folder', familyId: family.id } });
  const facts = { modelId: model.id, location, ...DIGESTS, ...SHAPE };
  const revision = await prisma.modelRevision.create({ data: facts });
  await prisma.modelRevision.create({ data: { ...facts, digest: 'earlier', createdAt: new Date(0) } });
  await prisma.model.update({ where: { id: model.id }, data: { currentRevisionId: revision.id } });
  const layer = await prisma.layer.create({
    data: { revisionId: revision.id, index: 0, relativeDepth: 0, kind: 'k', parameterCount: 1 },
  });
  return { revisionId: revision.id, layerId: layer.id };
}

async function storeMeasurements(database: TestDatabase): Promise<void> {
  const { prisma } = database;
  const { revisionId, layerId } = await storeModel(database, '/where/it/was/measured');
  const set = await prisma.calibrationSet.create({
    data: { slug: 'c', name: 'c', textSha256: SHA, documentCount: 1, characterCount: 1 },
  });
  const cut = { window: 1, stride: 1, bos: 'auto', windowCount: 1, tokenCount: 1, documentCount: 1, idsSha256: SHA };
  const config = await prisma.calibrationConfig.create({ data: { calibrationSetId: set.id, digest: SHA, ...cut } });
  const runtime = { provider: 'cpu', runtimeVersion: '1', threads: 1, precision: 'float32' };
  const protocol = { protocol: 'protocol', comparability: {}, comparabilityDigest: SHA };
  const run = await prisma.scoreRun.create({
    data: {
      revisionId,
      calibrationConfigId: config.id,
      ...protocol,
      ...runtime,
      resamplingUnit: 'document',
      bootstrapSeed: 1,
      bootstrapDraws: 1,
      windowCount: 1,
      tokenCount: 1,
      documentCount: 1,
      ...{
        tokensPerSecond: 1,
        nllSum: PRECISE,
        nllPerWindow: [PRECISE],
        hiddenNorm: [null],
        cosineMatrix: [[PRECISE]],
        angularLastToken: [],
      },
    },
  });
  const score = { scoreRunId: run.id, layerId, layerIndex: 0, metric: 'block-influence@1', sum: PRECISE, count: 1, undefinedCount: 0 };
  await prisma.layerScore.create({ data: { ...score, mean: PRECISE } });
  const benchmark = await prisma.benchmark.create({
    data: { name: 'b', version: '1', digest: SHA, kind: 'multiple-choice', category: 'c', description: 'd', documentCount: 1 },
  });
  const result = { revisionId, benchmarkId: benchmark.id, metric: 'acc', value: PRECISE, sum: 1, sampleCount: 1, ...protocol, ...runtime };
  const dense = await prisma.evaluation.create({ data: { ...result, digest: 'dense' } });
  const pruning = await prisma.pruning.create({
    data: {
      revisionId,
      scoreRunId: run.id,
      digest: 'p',
      strategy: 'block-influence',
      ...changeColumns({ ...UNCHANGED, remove: createRemoval({ blocks: [0] }) }),
      removedBlockRatio: 1,
      removedParameterRatio: 1,
      parametersBefore: 1,
      parametersAfter: 0,
      plan: {},
    },
  });
  await prisma.evaluation.create({ data: { ...result, digest: 'pruned', pruningId: pruning.id, denseId: dense.id, retention: 1 } });
  await prisma.sample.create({ data: { evaluationId: dense.id, documentId: 'd', position: 0, metrics: { acc: 1 } } });
}

describe('a recording', () => {
  let source: TestDatabase;
  let target: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    [source, target] = [await createTestDatabase(), await createTestDatabase()];
    folder = mkdtempSync(join(tmpdir(), 'lamina-recording-'));
    await storeMeasurements(source);
    await freeze(folder, '1');
  });
  const freeze = async (to: string, version: string): Promise<void> => {
    const names = await exportRecordedRows(source, to, to);
    const files = names.map((name) => {
      const data = readFileSync(join(to, name));
      return { name, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
    });
    writeFileSync(join(to, 'recording.json'), JSON.stringify({ ...FACTS, version, files }));
  };
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await source.drop();
    await target.drop();
  });

  it('brings every number as it was measured, once, and each names the recording', async () => {
    expect(await importRecording(target, folder)).toMatchObject({ isNew: true, facts: { version: '1' } });
    expect(await importRecording(target, folder)).toMatchObject({ isNew: false });
    const { prisma } = target;
    const { id: recordingId } = await prisma.recording.findFirstOrThrow();
    const evaluations = await prisma.evaluation.findMany({ orderBy: { digest: 'asc' }, include: { pruning: true, samples: true } });
    expect(evaluations).toMatchObject([
      { value: PRECISE, recordingId, pruning: null, samples: [{ metrics: { acc: 1 } }] },
      { value: PRECISE, recordingId, denseId: evaluations[0]?.id, pruning: { strategy: 'block-influence', recordingId } },
    ]);
    const model = await prisma.model.findFirstOrThrow({ include: { currentRevision: true } });
    expect(model.currentRevision?.digest).toBe(SHA);
    const run = await prisma.scoreRun.findFirstOrThrow({ include: { layerScores: true } });
    expect(run).toMatchObject({ nllSum: PRECISE, cosineMatrix: [[PRECISE]], recordingId, layerScores: [{ mean: PRECISE }] });
  });

  it('adds only the new rows of a later version; other rows keep the version that added them', async () => {
    const later = mkdtempSync(join(tmpdir(), 'lamina-recording-'));
    try {
      const { id: _id, ...dense } = await source.prisma.evaluation.findUniqueOrThrow({
        where: { digest: 'dense' },
        omit: { recordingId: true },
      });
      await source.prisma.evaluation.create({ data: { ...dense, comparability: {}, digest: 'later' } });
      await freeze(later, '2');
      const told: object[] = [];
      // Other answers are stored already, so results and answers come together.
      const onResults = async (): Promise<void> =>
        void told.push(await target.prisma.recording.findFirstOrThrow({ where: { version: '2' } }));
      expect(await importRecording(target, later, onResults)).toMatchObject({ isNew: true, facts: { version: '2' } });
      expect(told).toMatchObject([{ hasAnswers: true }]);
      const found = await target.prisma.evaluation.findMany({ orderBy: { digest: 'asc' }, include: { recording: true } });
      expect(found.map(({ digest, recording }) => [digest, recording?.version])).toEqual([
        ['dense', '1'],
        ['later', '2'],
        ['pruned', '1'],
      ]);
      expect([await target.prisma.scoreRun.count(), await target.prisma.layerScore.count(), await target.prisma.sample.count()]).toEqual([
        1, 1, 1,
      ]);
      await source.prisma.evaluation.delete({ where: { digest: 'later' } });
    } finally {
      rmSync(later, { recursive: true, force: true });
    }
  });

  it('does not say that the models’ files are here', async () => {
    const model = await target.prisma.model.findFirstOrThrow({ include: { currentRevision: true } });
    expect(model).toMatchObject({ source: 'declared', currentRevision: { digest: SHA, location: '' } });
  });

  it('says that the files of a bundled model come with Lamina', async () => {
    const [other, to] = [await createTestDatabase(), mkdtempSync(join(tmpdir(), 'lamina-recording-'))];
    try {
      await source.prisma.model.updateMany({ data: { source: 'bundled' } });
      await freeze(to, '1');
      await importRecording(other, to);
      const model = await other.prisma.model.findFirstOrThrow({ include: { currentRevision: true } });
      expect(model).toMatchObject({ source: 'bundled', currentRevision: { location: '/where/it/was/measured' } });
    } finally {
      await source.prisma.model.updateMany({ data: { source: 'folder' } });
      rmSync(to, { recursive: true, force: true });
      await other.drop();
    }
  });

  it('belongs to the model that a database already has, which keeps its files', async () => {
    const own = await createTestDatabase();
    try {
      const { revisionId } = await storeModel(own, '/here');
      await importRecording(own, folder);
      const model = await own.prisma.model.findFirstOrThrow({ include: { currentRevision: { include: { layers: true } } } });
      expect(model).toMatchObject({ source: 'folder', currentRevision: { id: revisionId, location: '/here' } });
      expect(await own.prisma.scoreRun.count({ where: { revisionId } })).toBe(1);
      expect(await own.prisma.layerScore.count({ where: { layerId: model.currentRevision?.layers[0]?.id ?? '' } })).toBe(1);
    } finally {
      await own.drop();
    }
  });

  it('writes equal answers to a document once, for all metrics and prunings, and brings the value of each', async () => {
    const [other, to] = [await createTestDatabase(), mkdtempSync(join(tmpdir(), 'lamina-recording-'))];
    const { prisma } = source;
    try {
      const { id: _id, ...dense } = await prisma.evaluation.findUniqueOrThrow({ where: { digest: 'dense' }, omit: { recordingId: true } });
      const metrics = { acc: 1, acc_norm: 0 };
      const made = ['acc', 'acc_norm', 'mcc'].map((metric) => ({
        ...dense,
        comparability: {},
        metric,
        digest: `two ${metric}`,
        protocol: 'two',
      }));
      const { id: pruningId } = await prisma.pruning.findFirstOrThrow();
      made.push(...made.map((row) => ({ ...row, pruningId, digest: `${row.digest}, pruned` })));
      for (const data of made) {
        const { id: evaluationId } = await prisma.evaluation.create({ data });
        const answer = { evaluationId, gold: 1, logLikelihoods: [-PRECISE, -1], metrics };
        const values = [
          { acc: 1, acc_norm: 0 },
          { acc: 0, acc_norm: PRECISE },
        ];
        for (const [position, each] of values.entries())
          await prisma.sample.create({
            data: { ...answer, documentId: `d${position}`, position, value: data.metric in each ? each[data.metric as 'acc'] : null },
          });
      }
      await freeze(to, '3');
      expect(unpackLines(readFileSync(join(to, rowFileOf('Sample'))))).toHaveLength(3);
      await importRecording(other, to);
      const read = (database: TestDatabase) =>
        database.prisma.sample.findMany({ orderBy: [{ evaluationId: 'asc' }, { position: 'asc' }], omit: { id: true } });
      expect(await read(other)).toEqual(await read(source));
      expect(await other.prisma.sample.count({ where: { value: PRECISE } })).toBe(2);
    } finally {
      await prisma.evaluation.deleteMany({ where: { protocol: 'two' } });
      rmSync(to, { recursive: true, force: true });
      await other.drop();
    }
  });

  it('shows the results first; readers of answers wait for them', async () => {
    const other = await createTestDatabase();
    try {
      let reading: Promise<number> | undefined;
      await importRecording(other, folder, async ({ isNew }) => {
        expect(isNew).toBe(true);
        expect(await other.prisma.evaluation.count()).toBe(2);
        expect(await other.prisma.recording.findFirstOrThrow()).toMatchObject({ hasAnswers: false });
        reading = other.prisma.sample.count();
      });
      expect(await reading).toBe(1);
      expect(await other.prisma.recording.findFirstOrThrow()).toMatchObject({ hasAnswers: true });
    } finally {
      await other.drop();
    }
  });

  it('brings answers that an ended program left out, but not those of evaluations that were deleted meanwhile', async () => {
    const other = await createTestDatabase();
    const { prisma } = other;
    try {
      const fail = (): Promise<void> => Promise.reject(new Error('ended'));
      for (let call = 0; call < 2; call += 1) await expect(importRecording(other, folder, fail)).rejects.toThrow('ended');
      expect([await prisma.evaluation.count(), await prisma.sample.count(), await prisma.recording.count()]).toEqual([2, 0, 1]);
      expect(await importRecording(other, folder)).toMatchObject({ isNew: false });
      expect(await prisma.sample.count()).toBe(1);

      await prisma.recording.updateMany({ data: { hasAnswers: false } });
      await prisma.evaluation.deleteMany();
      await importRecording(other, folder);
      expect(await prisma.sample.count()).toBe(0);
    } finally {
      await other.drop();
    }
  });

  it.each(['Evaluation', 'Sample'])('refuses a changed file of the table %s, and then stores nothing', async (table) => {
    const other = await createTestDatabase();
    const name = join(folder, rowFileOf(table));
    const data = readFileSync(name);
    try {
      writeFileSync(name, Buffer.concat([data, Buffer.from('x')]));
      await expect(importRecording(other, folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
      expect(await other.prisma.recording.count()).toBe(0);
      expect(await other.prisma.model.count()).toBe(0);
    } finally {
      writeFileSync(name, data);
      await other.drop();
    }
  });
});
