import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { storeRevision } from '../models/store-revision.fixture.ts';
import { changeColumns, type PruningRepair } from '../prunings/pruning-columns.ts';
import { copyEvaluations } from './copy-evaluations.ts';

const PROTOCOL = 'made';
const BENCHMARK = 'a benchmark';
const SETTING = { kind: 'linear', calibration: 'a-text', window: 128, windows: null, bos: 'auto', tokenRule: 'all' };
const repairBy = (setting: object, text: string) => ({
  kind: 'linear',
  setting,
  calibration: { slug: 'a-text', textSha256: `digest of ${text}` },
  calibrationSha256: `tokens of ${text}`,
});

describe('copyEvaluations', () => {
  let database: TestDatabase;
  let revisionId: string;
  let jobId: string;
  let measuredId: string;
  let place = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { prisma } = database;
    revisionId = await storeRevision(database, 8);
    ({ id: jobId } = await prisma.job.create({ data: { kind: 'evaluate-model', payload: {}, status: 'RUNNING', attempt: 1 } }));
    const facts = { kind: 'multiple-choice', category: 'made', description: 'd', documentCount: 10 };
    const { id: benchmarkId } = await prisma.benchmark.create({ data: { name: 'b', version: '1', digest: BENCHMARK, ...facts } });
    measuredId = await choose(repairBy(SETTING, 'the text'));
    const runtime = { provider: 'cpu', runtimeVersion: '1', threads: 1, precision: 'fp32', comparability: {}, comparabilityDigest: 'c' };
    const result = { metric: 'acc', value: 0.5, sum: 5, sampleCount: 10, protocol: PROTOCOL };
    await prisma.evaluation.create({ data: { revisionId, pruningId: measuredId, benchmarkId, digest: 'e', ...result, ...runtime } });
  });
  afterAll(() => database.drop());

  const choose = async (repair: PruningRepair): Promise<string> => {
    place += 1;
    const counts = { removedBlockRatio: 0.25, removedParameterRatio: 0.2, parametersBefore: 10, parametersAfter: 8 };
    const removal = { ...changeColumns({ ...UNCHANGED, remove: createRemoval({ blocks: [3, 4] }), repair }), plan: {}, ...counts };
    const { id } = await database.prisma.pruning.create({ data: { revisionId, digest: `${place}`, strategy: `${place}`, ...removal } });
    return id;
  };
  const copyTo = (id: string) =>
    copyEvaluations(database, { jobId, attempt: 1 }, { pruningIds: [id], benchmarkDigests: [BENCHMARK], protocols: [PROTOCOL] });

  it('gives the results of a repair to the same repair of the same layers', async () => {
    const id = await choose(repairBy(SETTING, 'the text'));
    expect(await copyTo(id)).toEqual(new Set([id]));
    expect(await database.prisma.evaluation.findMany({ where: { pruningId: id }, select: { value: true } })).toEqual([{ value: 0.5 }]);
  });

  it('gives nothing where the text changed under its name, or the setting is another one', async () => {
    for (const other of [repairBy(SETTING, 'another text'), repairBy({ ...SETTING, window: 64 }, 'the text')]) {
      const id = await choose(other);
      expect(await copyTo(id)).toEqual(new Set());
      expect(await database.prisma.evaluation.count({ where: { pruningId: id } })).toBe(0);
    }
  });
});
