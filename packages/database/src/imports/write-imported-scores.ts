import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../connection/create-database.ts';
import type { RevisionRecord } from '../models/read-models.ts';
import { digestOf } from '../rows/digest-of.ts';
import { layerScoreRowsOf, type NewLayerScore } from '../scores/layer-score-rows.ts';

/** Imported layer scores of one model. */
export interface ImportedScores {
  readonly importId: string;
  readonly revision: RevisionRecord;
  readonly calibration: ImportedCalibration;
  readonly protocol: string;
  readonly comparability: Readonly<Record<string, unknown>>;
  /** Program that measured, with its version. */
  readonly tool: string;
  readonly precision: string;
  readonly layerScores: readonly NewLayerScore[];
}

/** The calibration text, as far as it is known. */
export interface ImportedCalibration {
  readonly name: string;
  /** null = not known. */
  readonly textSha256: string | null;
  readonly window: number;
  readonly stride: number;
  readonly bos: string;
  readonly tokenCount: number;
}

/** Writes imported scores as a separate run. Values that only a scorer measures are empty or 0. */
export async function writeImportedScores(transaction: Transaction, scores: ImportedScores): Promise<void> {
  const { importId, revision, calibration, protocol, comparability, tool, precision } = scores;
  const calibrationConfigId = await saveCalibration(transaction, calibration);
  const { id: scoreRunId } = await transaction.scoreRun.create({
    data: {
      importId,
      revisionId: revision.revisionId,
      calibrationConfigId,
      protocol,
      comparability: comparability as Prisma.InputJsonObject,
      comparabilityDigest: digestOf(comparability),
      resamplingUnit: 'window',
      bootstrapSeed: 0,
      bootstrapDraws: 0,
      provider: 'external',
      runtimeVersion: tool,
      threads: 0,
      precision,
      windowCount: 0,
      tokenCount: calibration.tokenCount,
      documentCount: 0,
      tokensPerSecond: 0,
      nllSum: 0,
      nllPerWindow: [],
      hiddenNorm: [],
      cosineMatrix: [],
      angularLastToken: [],
    },
  });
  await transaction.layerScore.createMany({ data: layerScoreRowsOf(scoreRunId, revision, scores.layerScores) });
}

async function saveCalibration(transaction: Transaction, calibration: ImportedCalibration): Promise<string> {
  const { name, window, stride, bos, tokenCount } = calibration;
  const textSha256 = calibration.textSha256 ?? `unknown: ${name}`;
  const found = await transaction.calibrationSet.findUnique({ where: { textSha256 }, select: { id: true } });
  const counts = { documentCount: 0, characterCount: 0 };
  // Its short name must differ from those of bundled texts, even if the names are equal.
  const slug = `self-reported-${digestOf(textSha256).slice(0, 12)}`;
  const set = found ?? (await transaction.calibrationSet.create({ data: { slug, name, textSha256, ...counts }, select: { id: true } }));
  const cut = { window, stride, bos, tokenCount, windowCount: 0, documentCount: 0, idsSha256: 'unknown' };
  const digest = digestOf({ textSha256, ...cut });
  const config = await transaction.calibrationConfig.upsert({
    where: { digest },
    create: { calibrationSetId: set.id, digest, ...cut },
    update: {},
    select: { id: true },
  });
  return config.id;
}
