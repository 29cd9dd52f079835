import { getCurrentRevision, type NewLayerScore, saveScoreRun } from '@lamina/database';
import type { ScoreResult } from '@lamina/engine';
import type { ScoreModelPayload } from '@lamina/jobs';
import { bootstrapSeries, type LayerSeries, rankAscending, type SeriesBootstrap } from '@lamina/metrics';
import { runInference } from '../inference/run-inference.ts';
import { loadCalibration } from '../material/load-calibration.ts';
import type { HandlerContext } from './handler-context.ts';

/** The metrics that are stored per layer: definition id → part of a score. */
const METRICS = {
  'block-influence@1': 'blockInfluence',
  'block-influence-final-norm@1': 'blockInfluenceFinalNorm',
  'relative-magnitude@1': 'relativeMagnitude',
} as const;

/** Scores a model on a calibration text, document by document, and stores every layer's numbers with their intervals. */
export async function scoreModelHandler(payload: ScoreModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, signal, studyId } = context;
  const revision = await getCurrentRevision(database, payload.model);
  const { text, documents } = loadCalibration(folders.calibration, payload.calibration);
  const { window, bos, windows, batch, threads } = payload;
  const stride = payload.stride ?? window;
  const score = await runInference<'score'>(
    {
      kind: 'score',
      options: {
        model: revision.location,
        roots: folders.modelRoots,
        input: { texts: documents },
        window,
        stride,
        bos,
        partialWindows: 'scored',
        ...(windows === undefined ? {} : { windows }),
        ...(batch === undefined ? {} : { batch }),
        ...(threads === undefined ? {} : { threads }),
      },
    },
    { signal, onProgress: context.report },
  );
  const { definition, runtime } = score;
  await saveScoreRun(database, fence, {
    revision,
    studyId,
    calibration: text,
    cut: {
      window,
      stride,
      bos,
      windowLimit: windows ?? null,
      windowCount: definition.windows,
      tokenCount: definition.tokens,
      documentCount: definition.documents,
      idsSha256: definition.idsSha256,
    },
    lane: `${text.slug} · window ${window} · stride ${stride} · bos ${bos} · ${runtime.provider}`,
    comparability: {
      revisionDigest: revision.digest,
      textSha256: text.textSha256,
      idsSha256: definition.idsSha256,
      metrics: Object.keys(METRICS),
      window,
      stride,
      bos,
      partialWindows: definition.partialWindows,
      precision: runtime.precision,
      runtime: `onnxruntime ${runtime.version} ${runtime.provider}`,
    },
    resamplingUnit: definition.resamplingUnit,
    bootstrap: payload.bootstrap,
    runtime,
    tokensPerSecond: score.tokensPerSecond,
    nllPerWindow: score.nllPerWindow,
    hiddenNorm: score.hiddenNorm.mean,
    cosineMatrix: score.cosineMatrix,
    angularLastToken: score.angularLastToken,
    layerScores: Object.entries(METRICS).flatMap(([metric, name]) =>
      describeSeries(
        metric,
        score[name],
        bootstrapSeries(
          score.units.map((unit) => unit[name]),
          payload.bootstrap,
        ),
      ),
    ),
    spanScores: listSpans(score),
  });
}

function describeSeries(metric: string, series: LayerSeries, resampled: SeriesBootstrap): NewLayerScore[] {
  const ranks = rankAscending(series.mean);
  return series.mean.map((mean, layerIndex) => ({
    metric,
    layerIndex,
    mean,
    sum: series.sum[layerIndex] ?? 0,
    count: series.count[layerIndex] ?? 0,
    undefinedCount: series.undefinedCount[layerIndex] ?? 0,
    variance: null,
    standardError: resampled.standardError[layerIndex] ?? null,
    confidenceLow: resampled.interval[layerIndex]?.low ?? null,
    confidenceHigh: resampled.interval[layerIndex]?.high ?? null,
    rank: mean === null ? null : (ranks[layerIndex] ?? null),
    rankLow: resampled.rankInterval[layerIndex]?.low ?? null,
    rankHigh: resampled.rankInterval[layerIndex]?.high ?? null,
    lowestProbability: resampled.pLowest.map((probabilities) => probabilities[layerIndex] ?? 0),
  }));
}

/** Every contiguous run of layers: angular distance at the last tokens, and block influence of the whole run. */
function listSpans({ angularLastToken, cosineMatrix, definition }: ScoreResult) {
  const layers = angularLastToken.length - 1;
  const spans = Array.from({ length: layers }, (_, start) =>
    Array.from({ length: layers - start }, (_unused, offset) => ({ start, length: offset + 1 })),
  ).flat();
  return spans.flatMap(({ start, length }) => {
    const cosine = cosineMatrix[start]?.[start + length] ?? null;
    return [
      { metric: 'angular-distance@1', start, length, value: angularLastToken[start]?.[start + length] ?? null, count: definition.windows },
      { metric: 'block-influence@1', start, length, value: cosine === null ? null : 1 - cosine, count: definition.tokens },
    ];
  });
}
