import { changeColumns, type Database } from '@lamina/database';
import { removalOf, type UnitKind } from '@lamina/plans';
import { digestOf, type SeededModel } from './seed-model.ts';

export interface PruningSeed {
  readonly strategy: string;
  readonly seed?: number;
  readonly removed: readonly number[];
  /** What is removed of these layers; default: the whole. */
  readonly kind?: UnitKind;
  readonly blockCount: number;
  /** What replaces the removed layers; default: nothing. */
  readonly repair?: { readonly kind: string; readonly [fact: string]: unknown };
  /** Benchmark → retention of its accuracy; the dense accuracy is 0.8. */
  readonly retention: Readonly<Record<string, number>>;
  readonly retentionStandardError?: number;
  /** Documents of every evaluation; default: 10. */
  readonly sampleCount?: number;
  /** Share of the parameters in each removed layer; default: half of its share of the layers. */
  readonly layerParameterRatio?: number;
  /** The score run that chose it; default: none. */
  readonly scoreRunId?: string;
  /** How it was evaluated; default: as every other pruning. */
  readonly lane?: string;
}

const DENSE_ACCURACY = 0.8;
const PROTOCOL = 'made-evaluation-lane';

/** Stores a pruning with one evaluation per benchmark, and the dense evaluations for comparison. Returns its key. */
export async function seedEvaluatedPruning(database: Database, model: SeededModel, seed: PruningSeed): Promise<string> {
  const {
    strategy,
    seed: drawSeed = null,
    removed,
    kind = 'block',
    blockCount,
    repair,
    retention,
    retentionStandardError = 0.01,
    sampleCount = 10,
    layerParameterRatio = 0.5 / blockCount,
    scoreRunId = null,
    lane = PROTOCOL,
  } = seed;
  const ratio = removed.length / blockCount;
  const pruning = await database.prisma.pruning.create({
    data: {
      revisionId: model.revisionKey,
      digest: digestOf(`${model.revisionKey} ${strategy} ${removed.join()} ${drawSeed} ${JSON.stringify(repair)} ${scoreRunId}`),
      scoreRunId,
      strategy,
      seed: drawSeed,
      ...changeColumns({
        remove: removalOf(removed.map((block) => ({ kind, block }))),
        repair: repair === undefined ? null : { calibrationSha256: '', ...repair },
        precision: null,
      }),
      units: [kind],
      removedBlockRatio: ratio,
      removedParameterRatio: removed.length * layerParameterRatio,
      parametersBefore: 1000,
      parametersAfter: 1000 - 10 * removed.length,
      plan: { removed: [...removed] },
    },
  });
  for (const [name, kept] of Object.entries(retention)) {
    const benchmarkId = await seedBenchmark(database, name);
    const denseId = await seedEvaluation(database, { model, benchmarkId, value: DENSE_ACCURACY, sampleCount, lane });
    await seedEvaluation(database, {
      model,
      benchmarkId,
      value: DENSE_ACCURACY * kept,
      sampleCount,
      lane,
      pruned: { pruningId: pruning.id, denseId, retention: kept, retentionStandardError },
    });
  }
  return pruning.id;
}

/** Stores a multiple-choice benchmark, once. Returns its key. */
export async function seedBenchmark({ prisma }: Database, name: string): Promise<string> {
  const key = { name, version: '1', digest: digestOf(name) };
  const facts = { kind: 'multiple-choice', category: 'made', description: name, chance: 0.25, documentCount: 10 };
  const { id } = await prisma.benchmark.upsert({ where: { name_version_digest: key }, create: { ...key, ...facts }, update: {} });
  return id;
}

interface EvaluationSeed {
  readonly model: SeededModel;
  readonly benchmarkId: string;
  readonly value: number;
  readonly sampleCount: number;
  /** Default: accuracy. */
  readonly metric?: string;
  readonly lane?: string;
  readonly pruned?: {
    readonly pruningId: string;
    readonly denseId: string;
    readonly retention: number;
    readonly retentionStandardError: number;
  };
}

/** Stores one evaluation, of the whole model unless `pruned`. Returns its key. */
export async function seedEvaluation(
  { prisma }: Database,
  { model, benchmarkId, value, sampleCount, metric = 'acc', lane = PROTOCOL, pruned }: EvaluationSeed,
): Promise<string> {
  const digest = digestOf(`${model.revisionKey} ${benchmarkId} ${pruned?.pruningId ?? 'dense'}`);
  const facts = { metric, value, standardError: 0.02, sum: value * sampleCount, sampleCount, ...pruned };
  const runtime = { provider: 'cpu', runtimeVersion: '1', threads: 1, precision: 'float32' };
  const comparable = { protocol: lane, comparability: {}, comparabilityDigest: digestOf(lane) };
  const { id } = await prisma.evaluation.upsert({
    where: { digest },
    create: { revisionId: model.revisionKey, benchmarkId, digest, ...facts, ...runtime, ...comparable },
    update: {},
  });
  return id;
}

/** Stores a text, the dense evaluation on it and one of a pruning, as a ratio of perplexities. */
export async function seedTextEvaluation(
  database: Database,
  {
    model,
    pruningId,
    name,
    source,
    ratio,
  }: { readonly model: SeededModel; readonly pruningId: string; readonly name: string; readonly source: string; readonly ratio: number },
): Promise<void> {
  const { prisma } = database;
  const key = { name, version: '1', digest: digestOf(name) };
  const facts = { kind: 'perplexity', category: 'made', description: name, source, documentCount: 100 };
  const { id: benchmarkId } = await prisma.benchmark.upsert({
    where: { name_version_digest: key },
    create: { ...key, ...facts },
    update: {},
  });
  const shared = { model, benchmarkId, sampleCount: 100, metric: 'token_perplexity' };
  const denseId = await seedEvaluation(database, { ...shared, value: 20 });
  const pruned = { pruningId, denseId, retention: ratio, retentionStandardError: 0.005 };
  await seedEvaluation(database, { ...shared, value: 20 * ratio, pruned });
}
