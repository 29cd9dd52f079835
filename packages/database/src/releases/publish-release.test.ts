import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { changeColumns } from '../prunings/pruning-columns.ts';
import { publishRelease, type ReleaseFacts } from './publish-release.ts';

const SHA = 'a'.repeat(64);
const RUN = {
  protocol: 'protocol',
  comparability: {},
  comparabilityDigest: SHA,
  resamplingUnit: 'document',
  bootstrapSeed: 1,
  bootstrapDraws: 1,
  provider: 'cpu',
  runtimeVersion: '1',
  threads: 1,
  precision: 'float32',
  windowCount: 1,
  tokenCount: 1,
  documentCount: 1,
  tokensPerSecond: 1,
  nllSum: 1,
  nllPerWindow: [1],
  hiddenNorm: [],
  cosineMatrix: [],
  angularLastToken: [],
};
const facts = (version: string): ReleaseFacts => ({
  version,
  title: 'Made data',
  description: null,
  authors: [],
  url: null,
  licence: null,
  publishedBy: 'test',
  apiVersion: '0',
  idempotencyKey: null,
});

describe('a release', () => {
  let database: TestDatabase;
  let run: { id: string };
  let evaluation: { id: string };
  let common: { revisionId: string; calibrationConfigId: string };
  let layerId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { prisma } = database;
    const family = await prisma.modelFamily.create({ data: { slug: 'f', name: 'f' } });
    const model = await prisma.model.create({ data: { slug: 'm', name: 'm', source: 'folder', familyId: family.id } });
    const digests = { digest: SHA, graphSha256: SHA, weightsSha256: SHA };
    const shape = { normPlacement: 'pre', precision: 'float32', exporter: 'e', opset: 17, blockCount: 1, hiddenSize: 1, parameterCount: 1 };
    const revision = await prisma.modelRevision.create({ data: { modelId: model.id, location: '', ...digests, ...shape } });
    const layer = await prisma.layer.create({
      data: { revisionId: revision.id, index: 0, relativeDepth: 0, kind: 'k', parameterCount: 1 },
    });
    layerId = layer.id;
    const set = await prisma.calibrationSet.create({
      data: { slug: 'c', name: 'c', textSha256: SHA, documentCount: 1, characterCount: 1 },
    });
    const cut = { window: 1, stride: 1, bos: 'auto', windowCount: 1, tokenCount: 1, documentCount: 1, idsSha256: SHA };
    const config = await prisma.calibrationConfig.create({ data: { calibrationSetId: set.id, digest: SHA, ...cut } });
    common = { revisionId: revision.id, calibrationConfigId: config.id };
    run = await prisma.scoreRun.create({ data: { ...RUN, ...common } });
    await prisma.layerScore.create({ data: layerScore('block-influence@1') });
    await prisma.spanScore.create({ data: { scoreRunId: run.id, metric: 'm', start: 0, length: 1, count: 1 } });
    await prisma.pruning.create({ data: pruning('p') });
    const benchmark = await prisma.benchmark.create({
      data: { name: 'b', version: '1', digest: SHA, kind: 'multiple-choice', category: 'c', description: 'd', documentCount: 1 },
    });
    evaluation = await prisma.evaluation.create({
      data: {
        revisionId: revision.id,
        benchmarkId: benchmark.id,
        digest: 'e',
        metric: 'acc',
        value: 1,
        sum: 1,
        sampleCount: 1,
        protocol: 'protocol',
        comparability: {},
        comparabilityDigest: SHA,
        provider: 'cpu',
        runtimeVersion: '1',
        threads: 1,
        precision: 'float32',
      },
    });
    await prisma.sample.create({ data: { evaluationId: evaluation.id, documentId: 'd', position: 0, metrics: {} } });
    await prisma.efficiency.create({ data: efficiency('x') });
    await prisma.rounding.create({ data: rounding('x') });
  });
  afterAll(() => database.drop());

  const layerScore = (metric: string) => ({ scoreRunId: run.id, layerId, layerIndex: 0, metric, sum: 1, count: 1, undefinedCount: 0 });
  const pruning = (digest: string) => ({
    revisionId: common.revisionId,
    digest,
    strategy: 'reverse',
    ...changeColumns({ ...UNCHANGED, remove: createRemoval({ blocks: [0] }) }),
    removedBlockRatio: 1,
    removedParameterRatio: 1,
    parametersBefore: 1,
    parametersAfter: 0,
    plan: {},
  });
  const efficiency = (digest: string) => ({
    revisionId: common.revisionId,
    digest,
    machine: 'm',
    machineDigest: SHA,
    provider: 'cpu',
    device: 'd',
    runtimeVersion: '1',
    threads: 1,
    precision: 'float32',
    batch: 1,
    promptTokens: 1,
    generatedTokens: 0,
    warmUps: 0,
    repetitions: 1,
    prefillTokensPerSecond: 1,
    prefillLow: 1,
    prefillHigh: 1,
    peakMemoryBytes: 1,
    baseMemoryBytes: 1,
    weightsBytes: 1,
    parameterCount: 1,
  });
  const rounding = (digest: string) => ({
    revisionId: common.revisionId,
    digest,
    metric: 'rounding-divergence@1',
    unit: 'head',
    type: 'Q4_0',
    storedTypes: ['Q4_0'],
    weightCount: 1,
    bytes: 1,
    text: 't',
    source: 't',
    textSha256: SHA,
    window: 1,
    windowLimit: 1,
    idsSha256: SHA,
    nats: [1],
    positions: [1],
    windowCount: 1,
    positionCount: 1,
    divergence: 1,
    provider: 'cpu',
    runtimeVersion: '1',
    threads: 1,
    precision: 'float32',
  });
  const frozen = (write: Promise<unknown>) => expect(write).rejects.toThrow(/a data release holds it/);

  it('leaves nothing when its files cannot be written', async () => {
    await expect(publishRelease(database, facts('0'), () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    expect(await database.prisma.release.count()).toBe(0);
    await database.prisma.scoreRun.update({ where: { id: run.id }, data: { threads: 2 } });
  });

  it('streams rows of one state of the data, and is stored with its files', async () => {
    const seen: unknown[] = [];
    const { id } = await publishRelease(database, facts('1.0'), async (snapshot) => {
      const count = { text: 'SELECT i FROM generate_series(1, $1::int) AS i', values: [4_001] };
      for await (const rows of snapshot.streamRows(count)) seen.push(rows.length);
      // Stored while the export goes on: it is younger than the cut, and the snapshot does not see it.
      const late = await database.prisma.scoreRun.create({ data: { ...RUN, ...common } });
      expect(late.createdAt.getTime()).toBeGreaterThan(snapshot.cut.getTime());
      for await (const rows of snapshot.streamRows({ text: 'SELECT "id" FROM "ScoreRun"', values: [] })) seen.push(rows.length);
      return { files: [{ name: 'f' }], sha256: SHA };
    });
    expect(seen).toEqual([2_000, 2_000, 1, 1]);
    expect(await database.prisma.release.findUniqueOrThrow({ where: { id } })).toMatchObject({ files: [{ name: 'f' }], sha256: SHA });
  });

  it('never changes, and neither do the rows that it holds', async () => {
    const { prisma } = database;
    await frozen(prisma.release.update({ where: { version: '1.0' }, data: { title: 'Other' } }));
    await frozen(prisma.release.delete({ where: { version: '1.0' } }));
    await frozen(prisma.scoreRun.update({ where: { id: run.id }, data: { threads: 3 } }));
    await frozen(prisma.scoreRun.delete({ where: { id: run.id } }));
    await frozen(prisma.layerScore.create({ data: layerScore('relative-magnitude@1') }));
    await frozen(prisma.layerScore.updateMany({ data: { mean: 1 } }));
    await frozen(prisma.layerScore.deleteMany());
    await frozen(prisma.spanScore.updateMany({ data: { value: 1 } }));
    await frozen(prisma.pruning.updateMany({ data: { strategy: 'other' } }));
    await frozen(prisma.pruning.deleteMany());
    await frozen(prisma.evaluation.updateMany({ data: { value: 0 } }));
    await frozen(prisma.evaluation.delete({ where: { id: evaluation.id } }));
    await frozen(prisma.sample.create({ data: { evaluationId: evaluation.id, documentId: 'x', position: 1, metrics: {} } }));
    await frozen(prisma.sample.updateMany({ data: { value: 1 } }));
    await frozen(prisma.efficiency.updateMany({ data: { prefillRatio: 2 } }));
    await frozen(prisma.efficiency.deleteMany());
    await frozen(prisma.rounding.updateMany({ data: { divergence: 2 } }));
    await frozen(prisma.rounding.deleteMany());
    for (const table of ['Release', 'ScoreRun', 'LayerScore', 'Evaluation', 'Sample', 'Rounding', 'Efficiency'])
      await frozen(prisma.$executeRawUnsafe(`TRUNCATE "${table}" CASCADE`));
  });

  it('does not keep out what comes later, nor take it in under a false date', async () => {
    const { prisma } = database;
    const release = await prisma.release.findUniqueOrThrow({ where: { version: '1.0' } });
    const back = await prisma.pruning.create({ data: { ...pruning('later'), createdAt: new Date('2020-01-01') } });
    expect(back.createdAt.getTime()).toBeGreaterThan(release.createdAt.getTime());
    await prisma.pruning.update({ where: { id: back.id }, data: { strategy: 'sequential' } });
    await frozen(prisma.pruning.update({ where: { id: back.id }, data: { createdAt: new Date('2020-01-01') } }));
    await prisma.pruning.delete({ where: { id: back.id } });
    const speed = await prisma.efficiency.create({ data: { ...efficiency('later'), createdAt: new Date('2020-01-01') } });
    expect(speed.createdAt.getTime()).toBeGreaterThan(release.createdAt.getTime());
    const rounded = await prisma.rounding.create({ data: { ...rounding('later'), createdAt: new Date('2020-01-01') } });
    expect(rounded.createdAt.getTime()).toBeGreaterThan(release.createdAt.getTime());
    // Writing the same again, as an upsert of a choice that is stored does, is no change.
    await prisma.pruning.upsert({ where: { digest: 'p' }, create: pruning('p'), update: {} });
  });

  it('is refused under a version that exists, and while another one is published', async () => {
    const done = { files: [], sha256: SHA };
    await expect(publishRelease(database, facts('1.0'), async () => done)).rejects.toMatchObject({ code: 'CONFLICT' });
    await publishRelease(database, facts('1.1'), async () => {
      await expect(publishRelease(database, facts('1.2'), async () => done)).rejects.toMatchObject({ code: 'CONFLICT' });
      return done;
    });
    expect(await database.prisma.release.count()).toBe(2);
  });
});
