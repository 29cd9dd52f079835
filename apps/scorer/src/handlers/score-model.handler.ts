import { getRevision, type NewSpanScore, type RevisionRecord, type SettlementRecord, saveScoreRun } from '@lamina/database';
import { describeSettlement, type ScoreResult, type ScoreSettlement } from '@lamina/engine';
import type { ScoreModelPayload } from '@lamina/jobs';
import {
  BOOTSTRAP_DEFAULTS,
  type LayerSeries,
  listSpans,
  MEASURES,
  SERIES_MEASURES,
  type SeriesUnit,
  summariseLayers,
} from '@lamina/metrics';
import { takeDocuments } from '@lamina/models';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { loadCalibration } from '../material/load-calibration.ts';
import { locateModel } from '../material/locate-model.ts';
import { continueJob } from '../work/continue-job.ts';

/** One metric of all layers, with the contribution of each document. */
interface MeasuredSeries {
  readonly metric: string;
  readonly series: LayerSeries;
  readonly units: readonly SeriesUnit[];
}

/**
 * Scores a model on a calibration text, document by document, and stores every layer's numbers with intervals. A new attempt continues after the
 * batches of the last one.
 */
export async function scoreModelHandler(payload: ScoreModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, studyId } = context;
  const revision = await getRevision(database, payload.revisionId);
  const { text, documents } = loadCalibration(folders.calibrations, payload.calibration);
  const { until, documentPart, window, stride = window, bos } = payload;
  const score = await runScore(payload, context, { revision, documents: takeDocuments(documents, documentPart ?? null) });
  const { definition, runtime, settlement } = score;
  context.log(
    'info',
    `${definition.windows} windows of ${revision.slug} (${definition.tokens} tokens) at ${Math.round(score.tokensPerSecond)} tokens a second on ${runtime.provider}: ${runtime.device}`,
  );
  if (runtime.fallback !== null) context.log('warn', `the preferred provider was not used: ${runtime.fallback}`);
  if (settlement !== null) for (const line of describeSettlement(settlement)) context.log('info', line.trim());
  const measured = listSeries(score);
  await saveScoreRun(database, fence, {
    revision,
    studyId,
    calibration: text,
    cut: {
      window,
      stride,
      bos,
      windowLimit: payload.windows ?? null,
      drawSeed: until?.seed ?? null,
      documentPart: documentPart ?? null,
      windowCount: definition.windows,
      tokenCount: definition.tokens,
      documentCount: definition.documents,
      idsSha256: definition.idsSha256,
    },
    protocol: nameProtocol(payload, text.slug, runtime.provider),
    comparability: {
      revisionDigest: revision.digest,
      textSha256: text.textSha256,
      idsSha256: definition.idsSha256,
      metrics: measured.map(({ metric }) => metric),
      documentPart,
      windowLimit: payload.windows,
      until,
      window,
      stride,
      bos,
      partialWindows: definition.partialWindows,
      precision: runtime.precision,
      runtime: `onnxruntime ${runtime.version} ${runtime.provider}`,
    },
    resamplingUnit: definition.resamplingUnit,
    bootstrap: BOOTSTRAP_DEFAULTS,
    runtime,
    selfCheck: score.model.selfCheck,
    settlement: settlement === null ? null : toSettlementRecord(settlement),
    tokensPerSecond: score.tokensPerSecond,
    nllPerWindow: score.nllPerWindow,
    hiddenNorm: score.hiddenNorm.mean,
    cosineMatrix: score.cosineMatrix,
    angularLastToken: score.angularLastToken,
    layerScores: measured.flatMap(({ metric, series, units }) => summariseLayers(series, units).map((layer) => ({ metric, ...layer }))),
    spanScores: toSpanScores(score),
    units: measured.flatMap(({ metric, units }) =>
      units.map(({ sum, count, undefinedCount }) => ({ metric, sum, count, undefinedCount: undefinedCount ?? count.map(() => 0) })),
    ),
    searches: score.searches,
  });
}

interface ScoreSubject {
  readonly revision: RevisionRecord;
  /** The documents to read. */
  readonly documents: readonly string[];
}

async function runScore(
  { revisionId: _revision, calibration: _text, documentPart: _part, until, ...options }: ScoreModelPayload,
  context: HandlerContext,
  { revision, documents }: ScoreSubject,
): Promise<ScoreResult> {
  const { folders, signal } = context;
  // At least one layer is always kept, and all protected ones are.
  const kept = Math.max(1, Number(options.protectFirst) + Number(options.protectLast));
  const continued = await continueJob(context);
  return runInference(
    'score',
    {
      ...options,
      ...context.session,
      model: await locateModel(revision.location, context),
      roots: folders.modelRoots,
      digests: folders.digests,
      input: { texts: documents },
      partialWindows: 'scored',
      until: until && { ...until, count: Math.min(until.count, revision.blockCount - kept) },
      checkpoint: continued.found,
    },
    {
      signal,
      onProgress: ({ checkpoint, ...progress }) => {
        context.report(progress);
        if (checkpoint) continued.keep(checkpoint);
      },
    },
  );
}

/** Runs of one protocol read the same part of the same text in the same way. */
function nameProtocol(
  { window, stride = window, bos, windows, until, documentPart }: ScoreModelPayload,
  text: string,
  provider: string,
): string {
  return [
    text,
    `window ${window}`,
    `stride ${stride}`,
    `bos ${bos}`,
    ...(documentPart === undefined ? [] : [`documents ${documentPart}`]),
    ...(windows === undefined ? [] : [`first ${windows} windows`]),
    ...(until === undefined ? [] : [`until the ${until.count} lowest are known at ${until.confidence}, order ${until.seed}`]),
    provider,
  ].join(' · ');
}

/** Its stored form; the seed is a part of the calibration, and the number of windows that were read belongs to the run. */
function toSettlementRecord({ seed: _seed, windows: _windows, ...record }: ScoreSettlement): SettlementRecord {
  return record;
}

/** The measures that the score has. */
function listSeries(score: ScoreResult): readonly MeasuredSeries[] {
  return SERIES_MEASURES.flatMap((name) => {
    const series = score[name];
    return series === null ? [] : [{ metric: MEASURES[name].id, series, units: score.units[name] }];
  });
}

/** Every contiguous run of layers: angular distance at the last tokens, and block influence of the whole run. */
function toSpanScores({ angularLastToken, cosineMatrix, definition }: ScoreResult): readonly NewSpanScore[] {
  return listSpans(cosineMatrix, angularLastToken).flatMap(({ start, length, blockInfluence, angularDistance }) => [
    { metric: MEASURES.angularDistance.id, start, length, value: angularDistance, count: definition.windows },
    { metric: MEASURES.blockInfluence.id, start, length, value: blockInfluence, count: definition.tokens },
  ]);
}
