import { join } from 'node:path';
import { createJob, type Database, importPublishedLayers, importSharedFile } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { blocksOf, type Change } from '@lamina/plans';
import { encodeGlobalId } from '../data/global-id.ts';
import { seedEvaluatedPruning, seedTextEvaluation } from './seed-evaluated-pruning.ts';
import { digestOf, type SeededModel, seedModel } from './seed-model.ts';
import { seedRoundings } from './seed-roundings.ts';
import { seedScoreRun } from './seed-score-run.ts';
import { SHARED_FILE } from './shared-file.fixture.ts';
import { ADMIN_HEADERS, type TestApi } from './start-test-api.ts';

/** Names that stored operations take as variables. */
export type PlatformVariables = Readonly<Record<string, string>>;

const BLOCK_COUNT = 8;
/** The numbers of layers that ship with the program. */
export const PUBLISHED_LAYERS = join(import.meta.dirname, '../../../../models/published/layers');
/** A model without results, which can be deleted. */
export const UNUSED_MODEL = 'unused-model';
const SLUGS = ['lamina-llama-12', 'lamina-gpt2-12'] as const;

/** Stores some data of every kind, under the names of the bundled models. Returns ids by name. */
export async function seedPlatform(api: TestApi): Promise<PlatformVariables> {
  const { database } = api;
  const models: SeededModel[] = [];
  for (const slug of SLUGS) {
    const model = await seedModel(database, { slug, family: slug.replace('-12', ''), blockCount: BLOCK_COUNT });
    models.push(model);
    await seedScoreRun(
      database,
      model,
      Array.from({ length: BLOCK_COUNT }, (_, index) => (index + 1) / 10),
    );
    const rising = Array.from({ length: BLOCK_COUNT }, (_, index) => (index + 1) / 100);
    await seedRoundings(database, model, { type: 'Q4_0', attention: rising, mlp: rising.toReversed(), embedding: 0.05 });
    for (const strategy of ['block-influence', 'random-inner']) {
      const pruningId = await seedEvaluatedPruning(database, model, {
        strategy,
        removed: [1, 2],
        blockCount: BLOCK_COUNT,
        retention: { 'country-facts': 0.9 },
      });
      for (const [name, ratio] of [
        ['austen', 1.2],
        ['wikipedia', 1.3],
      ] as const)
        await seedTextEvaluation(database, { model, pruningId, name, source: name, ratio });
    }
  }
  await seedModel(database, { slug: UNUSED_MODEL, family: 'lamina-llama' });
  const pruningKey = await completePrunings(database);
  await seedSamples(database);
  await database.prisma.efficiency.createMany({ data: models.map(({ revisionKey }) => efficiencyOf(revisionKey)) });
  await importPublishedLayers(database, PUBLISHED_LAYERS);
  const recordedAt = new Date('2026-01-01');
  const recording = {
    digest: digestOf('recording'),
    version: '1',
    title: 'Made',
    description: 'Made data',
    startedAt: recordedAt,
    recordedAt,
  };
  await database.prisma.recording.create({ data: { ...recording, device: 'a machine', command: 'npm run record', commit: 'c' } });
  const worker = await database.prisma.worker.create({
    data: { name: 'host 1 a', host: 'host', pid: 1, device: 'a machine', providers: ['cpu'], versions: {} },
  });
  const jobId = await queueJob(database, models);
  const failed = await database.prisma.job.create({
    data: { kind: 'score-model', payload: {}, status: 'FAILED', errorCode: 'RUNTIME_FAILED' },
  });
  return {
    ...(await seedThroughApi(api)),
    modelId: encodeGlobalId('Model', getAt(models, 0).modelKey),
    scoreRunId: encodeGlobalId('ScoreRun', (await database.prisma.scoreRun.findFirstOrThrow({ where: { importId: null } })).id),
    pruningId: encodeGlobalId('Pruning', pruningKey),
    workerId: encodeGlobalId('Worker', worker.id),
    jobId,
    failedJobId: encodeGlobalId('Job', failed.id),
  };
}

/** Gives prunings the plan and the selecting run that a scorer would store. Returns the key of one of them. */
async function completePrunings({ prisma }: Database): Promise<string> {
  const prunings = await prisma.pruning.findMany({ include: { revision: { include: { model: true, scoreRuns: true } } } });
  for (const { id, strategy, change, revision } of prunings) {
    const removed = blocksOf((change as unknown as Change).remove, 'block');
    const kept = Array.from({ length: BLOCK_COUNT }, (_, index) => index).filter((index) => !removed.includes(index));
    const parent = { name: revision.model.slug, graphSha256: revision.graphSha256, reference: null, dtype: 'float32' };
    const plan = { format: 'lamina-prune-plan@1', parent, strategy, blocksBefore: BLOCK_COUNT, removed, kept, config: null, notes: [] };
    const scoreRunId = strategy === 'block-influence' ? (revision.scoreRuns[0]?.id ?? null) : null;
    await prisma.pruning.update({ where: { id }, data: { plan, scoreRunId } });
  }
  const own = prunings.find(({ strategy, revision }) => strategy === 'block-influence' && revision.model.slug === SLUGS[0]);
  if (own === undefined) throw new Error('no pruning was chosen by block influence');
  return own.id;
}

async function seedSamples({ prisma }: Database): Promise<void> {
  const evaluations = await prisma.evaluation.findMany({ select: { id: true } });
  await prisma.sample.createMany({
    data: evaluations.flatMap(({ id }) =>
      [0, 1, 1].map((value, position) => ({ evaluationId: id, documentId: `d${position}`, position, value, metrics: { acc: value } })),
    ),
  });
}

/** A stored speed of a model, whole or without what a pruning removes. */
export function efficiencyOf(revisionId: string, pruningId: string | null = null) {
  const machine = {
    machine: 'host',
    provider: 'cpu',
    device: 'a machine',
    runtimeVersion: '1',
    threads: 1,
    machineDigest: digestOf('machine'),
  };
  const shape = { precision: 'float32', batch: 1, promptTokens: 8, generatedTokens: 0, warmUps: 1, repetitions: 3 };
  const speed = { prefillTokensPerSecond: 100, prefillLow: 90, prefillHigh: 110 };
  const sizes = { peakMemoryBytes: 3000, baseMemoryBytes: 1000, weightsBytes: 1000, parameterCount: 1000 };
  return { revisionId, pruningId, digest: digestOf(`speed of ${revisionId} ${pruningId}`), ...machine, ...shape, ...speed, ...sizes };
}

/** A queued job of the first model; no worker receives it. */
async function queueJob(database: Database, models: readonly SeededModel[]): Promise<string> {
  const job = { kind: 'score-model', version: 1, payload: {}, modelId: getAt(models, 0).modelKey };
  return encodeGlobalId('Job', (await createJob(database, job, async () => undefined)).id);
}

/** Data that is stored through mutations: imports, a study, a saved comparison, a token, a release. */
async function seedThroughApi(api: TestApi): Promise<PlatformVariables> {
  const run = async <Data>(query: string): Promise<Data> => {
    const { data, errors } = await api.query<Data>(query, {}, ADMIN_HEADERS);
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join());
    return data;
  };
  await run(`mutation { importLayerScores(input: { model: "${SLUGS[0]}", format: CSV, content: "layer,metric,mean\\n0,block-influence,0.5\\n"
    calibration: { name: "a text", window: 16, bos: AUTO, tokenCount: 32 }, tool: "pytorch 2.9" }) { imports { isNew } } }`);
  await run(`mutation { submitStudy(input: { models: ["${SLUGS[0]}"], calibration: "made-text", strategies: [REVERSE], counts: [1]
    benchmarks: ["country-facts"] }) { studies { id } } }`);
  const { saveComparison } = await run<{ saveComparison: { comparison: { slug: string } } }>(
    `mutation { saveComparison(input: { title: "Seeded", slugs: ["${SLUGS.join('", "')}"], metric: BLOCK_INFLUENCE }) { comparison { slug } } }`,
  );
  const { createApiToken } = await run<{ createApiToken: { apiToken: { id: string } } }>(
    'mutation { createApiToken(input: { name: "seeded", scopes: [SCORE] }) { apiToken { id } } }',
  );
  await run('mutation { publishRelease(input: { version: "2026.11" }) { release { version } } }');
  const sharedContent = JSON.stringify(SHARED_FILE);
  await importSharedFile(api.database, sharedContent, {
    submittedBy: 'seed',
    verification: { documents: 1, difference: 2e-8, device: 'a processor', measuredAt: SHARED_FILE.measuredAt },
  });
  return { comparisonSlug: saveComparison.comparison.slug, tokenId: createApiToken.apiToken.id, sharedContent };
}
