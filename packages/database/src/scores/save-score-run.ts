import type { LowestSettlement } from '@lamina/metrics';
import type { SearchResult } from '@lamina/strategies';
import { type CalibrationConfig, type CalibrationSet, Prisma, type SpanScore } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import type { RevisionRecord } from '../models/read-models.ts';
import { digestOf } from '../rows/digest-of.ts';
import { type RuntimeRecord, runtimeColumnsOf } from '../rows/runtime-record.ts';
import { layerScoreRowsOf, type NewLayerScore } from './layer-score-rows.ts';

/** A calibration text. */
export interface CalibrationText
  extends Readonly<Pick<CalibrationSet, 'slug' | 'name' | 'textSha256' | 'documentCount' | 'characterCount'>> {
  /** Author, site or corpus. */
  readonly source: string;
  readonly description?: string;
  readonly licence?: string;
}

/** How the text was cut into windows. */
type CalibrationCut = Readonly<Omit<CalibrationConfig, 'id' | 'calibrationSetId' | 'digest' | 'createdAt'>>;

/** The contribution of one document (or window) to a metric; entry i is layer i. */
export interface NewScoreUnit {
  readonly metric: string;
  readonly sum: readonly number[];
  readonly count: readonly number[];
  readonly undefinedCount: readonly number[];
}

/** One metric of consecutive layers. */
export type NewSpanScore = Readonly<Omit<SpanScore, 'id' | 'scoreRunId'>>;

/** How much the logits changed when the graph was rewritten, in standard deviations of the logits; 0 is exact. */
export interface SelfCheckRecord {
  readonly version: string;
  readonly rewriteDifference: number;
  readonly removedBlock: number | null;
  readonly gateDifference: number | null;
  readonly limit: number;
  readonly passed: boolean;
}

/** How surely the lowest layers are known, and what was asked for. */
export interface SettlementRecord extends Omit<LowestSettlement, 'windows'> {
  readonly count: number;
  readonly confidence: number;
  /** Windows that the text has. */
  readonly available: number;
}

/** A finished score run. */
export interface NewScoreRun {
  readonly revision: RevisionRecord;
  readonly calibration: CalibrationText;
  readonly cut: CalibrationCut;
  readonly studyId: string | null;
  readonly protocol: string;
  readonly comparability: Readonly<Record<string, unknown>>;
  readonly resamplingUnit: 'document' | 'window';
  readonly bootstrap: { readonly seed: number; readonly draws: number };
  readonly runtime: RuntimeRecord;
  readonly selfCheck: SelfCheckRecord | null;
  /** Null where the whole text was to be read. */
  readonly settlement: SettlementRecord | null;
  readonly tokensPerSecond: number;
  readonly nllPerWindow: readonly number[];
  readonly hiddenNorm: readonly (number | null)[];
  readonly cosineMatrix: readonly (readonly (number | null)[])[];
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  readonly layerScores: readonly NewLayerScore[];
  readonly spanScores: readonly NewSpanScore[];
  /** The resampling units of every metric, in the order of the text. */
  readonly units: readonly NewScoreUnit[];
  /** The choices of its searches. */
  readonly searches: readonly SearchResult[];
}

/**
 * Stores a score run with every layer's numbers in one transaction and returns its id. A job has only one score run: if an earlier attempt stored it
 * and crashed before the job ended, that one is kept. Refuses with ATTEMPT_LOST.
 */
export function saveScoreRun(database: Database, fence: Fence, run: NewScoreRun): Promise<string> {
  return withFence(database, fence, async (transaction) => {
    const found = await transaction.scoreRun.findUnique({ where: { jobId: fence.jobId }, select: { id: true } });
    if (found !== null) return found.id;
    const calibrationConfigId = await saveCalibration(transaction, run);
    const { id } = await transaction.scoreRun.create({
      data: { ...rowOf(run, calibrationConfigId), jobId: fence.jobId, attempt: fence.attempt },
    });
    await transaction.layerScore.createMany({ data: layerScoreRowsOf(id, run.revision, run.layerScores) });
    await transaction.scoreUnit.createMany({ data: placeUnits(id, run.units) });
    await transaction.spanScore.createMany({ data: run.spanScores.map((score) => ({ ...score, scoreRunId: id })) });
    return id;
  });
}

function placeUnits(scoreRunId: string, units: readonly NewScoreUnit[]) {
  const byMetric = Map.groupBy(units, ({ metric }) => metric);
  return [...byMetric].flatMap(([metric, sums]) =>
    sums.map(({ sum, count, undefinedCount }, position) => ({
      scoreRunId,
      metric,
      position,
      sum: [...sum],
      count: [...count],
      undefinedCount: [...undefinedCount],
    })),
  );
}

async function saveCalibration(transaction: Transaction, { calibration, cut }: NewScoreRun): Promise<string> {
  const { textSha256, slug } = calibration;
  // Another text with a name that already exists is a different calibration set, so its name gets the beginning of its digest.
  const taken = await transaction.calibrationSet.findFirst({ where: { slug, NOT: { textSha256 } }, select: { id: true } });
  const uniqueSlug = taken === null ? slug : `${slug}-${textSha256.slice(0, 8)}`;
  const { description = null, licence = null, ...facts } = calibration;
  const set = await transaction.calibrationSet.upsert({
    where: { textSha256 },
    create: { ...facts, slug: uniqueSlug, description, licence },
    update: { name: calibration.name, source: calibration.source, description, licence },
  });
  const { documentPart, drawSeed, ...rest } = cut;
  // A configuration for the whole text keeps the digest that it had before parts and random orders were introduced.
  const digest = digestOf({
    textSha256,
    ...rest,
    documentPart: documentPart ?? undefined,
    drawSeed: drawSeed ?? undefined,
  });
  const config = await transaction.calibrationConfig.upsert({
    where: { digest },
    create: { calibrationSetId: set.id, digest, ...cut },
    update: {},
  });
  return config.id;
}

function rowOf(run: NewScoreRun, calibrationConfigId: string) {
  const { cut, bootstrap } = run;
  return {
    revisionId: run.revision.revisionId,
    calibrationConfigId,
    studyId: run.studyId,
    protocol: run.protocol,
    comparability: run.comparability as Prisma.InputJsonObject,
    comparabilityDigest: digestOf(run.comparability),
    resamplingUnit: run.resamplingUnit,
    bootstrapSeed: bootstrap.seed,
    bootstrapDraws: bootstrap.draws,
    ...runtimeColumnsOf(run.runtime),
    selfCheck: run.selfCheck === null ? Prisma.DbNull : { ...run.selfCheck },
    settlement: run.settlement === null ? Prisma.DbNull : { ...run.settlement },
    windowCount: cut.windowCount,
    tokenCount: cut.tokenCount,
    documentCount: cut.documentCount,
    tokensPerSecond: run.tokensPerSecond,
    nllSum: run.nllPerWindow.reduce((sum, nll) => sum + nll, 0),
    searches: run.searches as unknown as Prisma.InputJsonArray,
    nllPerWindow: [...run.nllPerWindow],
    hiddenNorm: [...run.hiddenNorm],
    cosineMatrix: run.cosineMatrix.map((row) => [...row]),
    angularLastToken: run.angularLastToken.map((row) => [...row]),
  };
}
