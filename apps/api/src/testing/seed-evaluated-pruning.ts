import { changeColumns, type Database } from '@lamina/database';
import { removalOf, UNCHANGED, type UnitKind } from '@lamina/plans';
import { digestOf, type SeededModel } from './seed-model.ts';

export interface PruningSeed {
  readonly strategy: string;
  readonly seed?: number;
  readonly removed: readonly number[];
  /** The removed part of these layers; default: the whole layers. */
  readonly kind?: UnitKind;
  readonly blockCount: number;
  /** The repair of the removed layers; default: none. */
  readonly repair?: { readonly kind: string; readonly [fact: string]: unknown };
  /** The type of its weights; default: as they are. */
  readonly precision?: string;
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
    precision = null,
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
      digest: digestOf(
        `${model.revisionKey} ${strategy} ${removed.join()} ${drawSeed} ${JSON.stringify(repair)} ${precision} ${scoreRunId}`,
      ),
      scoreRunId,
      strategy,
      seed: drawSeed,
      ...changeColumns({
        ...UNCHANGED,
        remove: removalOf(removed.map((block) => ({ kind, block }))),
        repair: repair === undefined ? null : { calibrationSha256: '', ...repair },
        precision,
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
async function seedEvaluation(
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

interface TextSeed {
  readonly model: SeededModel;
  readonly pruningId: string;
  readonly name: string;
  readonly source: string;
  /** Perplexity ÷ that of the whole model. */
  readonly ratio: number;
  /** Standard error of its logarithm; default: 0.005. */
  readonly standardError?: number;
}

/** Stores the loss of a pruning on a text, in 64 windows of 100 tokens. Returns its key. */
export async function seedTextEvaluation(
  { prisma }: Database,
  { model, pruningId, name, source, ratio, standardError = 0.005 }: TextSeed,
): Promise<string> {
  const digest = digestOf(`${model.revisionKey} ${pruningId} ${name}`);
  const spread = standardError * Math.sqrt(WINDOWS - 1) * WINDOW_TOKENS;
  const windows = Array.from({ length: WINDOWS }, (_, place) => Math.log(ratio) * WINDOW_TOKENS + (place % 2 === 0 ? spread : -spread));
  const each = <Value>(value: Value): Value[] => windows.map(() => value);
  const { id } = await prisma.textEvaluation.upsert({
    where: { digest },
    create: {
      revisionId: model.revisionKey,
      pruningId,
      digest,
      protocol: 'text-loss@1',
      reading: {},
      text: name,
      source,
      textSha256: digestOf(name),
      contextTokens: WINDOW_TOKENS + 1,
      idsSha256: digestOf(name),
      wholeNats: each(300),
      nats: windows.map((more) => 300 + more),
      tokens: each(WINDOW_TOKENS),
      positions: each(WINDOW_TOKENS),
      agreeing: each(90),
      windowCount: WINDOWS,
      tokenCount: WINDOWS * WINDOW_TOKENS,
      meanNats: 300 / WINDOW_TOKENS + Math.log(ratio),
      logLoss: Math.log(ratio),
      standardError,
      changedWords: 0.1,
      provider: 'cpu',
      runtimeVersion: '1',
      threads: 1,
      precision: 'float32',
    },
    update: {},
  });
  return id;
}

const WINDOWS = 64;
const WINDOW_TOKENS = 100;
