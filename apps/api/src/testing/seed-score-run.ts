import type { Database } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { digestOf, type SeededModel } from './seed-model.ts';

/** Options that differ from a run of the whole text in one lane. */
export interface RunChange {
  readonly lane?: string;
  /** The first windows only. */
  readonly windowLimit?: number;
  readonly tokenCount?: number;
  /** Short name of the calibration text. */
  readonly text?: string;
}

/** Stores a score run with one block-influence score per layer; a null mean is a layer with an undefined metric. Returns its key. */
export async function seedScoreRun(
  { prisma }: Database,
  model: SeededModel,
  means: readonly (number | null)[],
  { lane = 'made-lane', windowLimit, tokenCount = 32, text = 'made-text' }: RunChange = {},
): Promise<string> {
  const textSha256 = digestOf(text);
  const set = await prisma.calibrationSet.upsert({
    where: { textSha256 },
    create: { slug: text, name: 'Made text', textSha256, documentCount: 2, characterCount: 100 },
    update: {},
  });
  const cut = {
    window: 16,
    stride: 16,
    bos: 'auto',
    windowLimit: windowLimit ?? null,
    windowCount: 2,
    tokenCount,
    documentCount: 2,
    idsSha256: digestOf('ids'),
  };
  const digest = digestOf(`cut of ${text}, ${windowLimit} windows`);
  const config = await prisma.calibrationConfig.upsert({
    where: { digest },
    create: { calibrationSetId: set.id, digest, ...cut },
    update: {},
  });
  const run = await prisma.scoreRun.create({
    data: {
      revisionId: model.revisionKey,
      calibrationConfigId: config.id,
      protocol: lane,
      comparability: { window: 16 },
      comparabilityDigest: digestOf('lane'),
      resamplingUnit: 'document',
      bootstrapSeed: 1,
      bootstrapDraws: 100,
      provider: 'cpu',
      runtimeVersion: '1',
      threads: 1,
      precision: 'float32',
      windowCount: 2,
      tokenCount,
      documentCount: 2,
      tokensPerSecond: 1000,
      nllSum: 64,
      nllPerWindow: [32, 32],
      hiddenNorm: [1, null],
      cosineMatrix: [[1, null]],
      angularLastToken: [[0, 0.5]],
    },
  });
  await prisma.layerScore.createMany({
    data: means.map((mean, layerIndex) => ({
      scoreRunId: run.id,
      layerId: getAt(model.layerKeys, layerIndex),
      layerIndex,
      metric: 'block-influence@1',
      sum: mean === null ? 0 : mean * 32,
      count: mean === null ? 0 : 32,
      undefinedCount: mean === null ? 32 : 0,
      mean,
      standardError: mean === null ? null : 0.01,
      confidenceLow: mean === null ? null : mean - 0.02,
      confidenceHigh: mean === null ? null : mean + 0.02,
      rank: layerIndex,
      rankLow: layerIndex,
      rankHigh: layerIndex,
      lowestProbability: [],
    })),
  });
  return run.id;
}
