import { isRandomStrategy, STRATEGY } from '@lamina/plans';
import { EVALUATE_MODEL, EVALUATE_MODEL_VERSION, type EvaluateModelPayload } from './evaluate-model.job.ts';
import { MEASURE_EFFICIENCY, MEASURE_EFFICIENCY_VERSION, type MeasureEfficiencyPayload } from './measure-efficiency.job.ts';
import { PRUNE_MODEL, PRUNE_MODEL_VERSION, type PruneModelPayload } from './prune-model.job.ts';
import { QUANTIZE_MODEL, QUANTIZE_MODEL_VERSION, type QuantizeModelPayload } from './quantize-model.job.ts';
import { SCORE_MODEL, SCORE_MODEL_VERSION, type ScoreModelPayload } from './score-model.job.ts';
import type { StudyRequest } from './study-request.ts';

/** One job of a study; `needs` are keys of jobs that must finish first, usually because it uses their results. */
export interface PlannedJob {
  readonly key: string;
  readonly kind: string;
  readonly version: number;
  readonly payload: ScoreModelPayload | PruneModelPayload | EvaluateModelPayload | MeasureEfficiencyPayload | QuantizeModelPayload;
  readonly needs: readonly string[];
}

/**
 * The jobs of a study of one revision, inputs first: score → prune → evaluate. The dense evaluation runs in parallel; every pruned model is compared
 * with it. Speed and additional scorings come last, because no other job needs them.
 */
export function planStudy(revisionId: string, request: StudyRequest): readonly PlannedJob[] {
  const { strategies, counts, seeds, benchmarks, protectFirst, protectLast } = request;
  const prune: PruneModelPayload = {
    revisionId,
    strategies,
    counts,
    seeds,
    ...(request.removals === undefined ? {} : { removals: request.removals }),
    ...(protectFirst ? { protectFirst } : {}),
    ...(protectLast ? { protectLast } : {}),
  };
  const evaluate = (subject: EvaluateModelPayload['subject']): EvaluateModelPayload => ({
    ...{ revisionId, subject, benchmarks, bos: request.bos },
    ...(request.limit === undefined ? {} : { limit: request.limit }),
    ...(request.shots === undefined ? {} : { shots: request.shots }),
  });
  return [
    { key: 'score', kind: SCORE_MODEL, version: SCORE_MODEL_VERSION, needs: [], payload: planScore(revisionId, request) },
    { key: 'dense', kind: EVALUATE_MODEL, version: EVALUATE_MODEL_VERSION, needs: [], payload: evaluate('dense') },
    { key: 'prune', kind: PRUNE_MODEL, version: PRUNE_MODEL_VERSION, needs: ['score'], payload: prune },
    { key: 'evaluate', kind: EVALUATE_MODEL, version: EVALUATE_MODEL_VERSION, needs: ['prune', 'dense'], payload: evaluate('prunings') },
    ...planEfficiency(revisionId, request),
    ...request.precisions.map((precision) => ({
      key: `quantize-${precision}`,
      kind: QUANTIZE_MODEL,
      version: QUANTIZE_MODEL_VERSION,
      needs: ['evaluate'],
      payload: { revisionId, precision },
    })),
    ...planSensitivity(revisionId, request),
  ];
}

/** Losses are measured if a strategy needs them. Greedy removal is measured far enough that protected layers can be skipped. */
function planScore(revisionId: string, { calibration, window, stride, windows, bos, ...request }: StudyRequest): ScoreModelPayload {
  const greedy = Math.max(...request.counts) + Number(request.protectFirst) + Number(request.protectLast);
  return {
    ...{ revisionId, calibration, window, stride, windows, bos },
    ...(request.strategies.includes(STRATEGY.leaveOneOutLoss) ? { leaveOneOut: true } : {}),
    ...(request.strategies.includes(STRATEGY.greedyLoss) ? { greedy } : {}),
  };
}

function planEfficiency(revisionId: string, { efficiency, strategies }: StudyRequest): readonly PlannedJob[] {
  if (!efficiency) return [];
  const strategy = strategies.find((name) => !isRandomStrategy(name));
  const payload: MeasureEfficiencyPayload = { revisionId, batches: [1, 8], ...(strategy === undefined ? {} : { strategy }) };
  return [{ key: 'efficiency', kind: MEASURE_EFFICIENCY, version: MEASURE_EFFICIENCY_VERSION, needs: ['evaluate'], payload }];
}

function planSensitivity(
  revisionId: string,
  { calibration, window, stride, windows, bos, sensitivity }: StudyRequest,
): readonly PlannedJob[] {
  return sensitivity.map((change, place) => ({
    key: `sensitivity-${place}`,
    kind: SCORE_MODEL,
    version: SCORE_MODEL_VERSION,
    needs: ['evaluate'],
    payload: {
      revisionId,
      calibration: change.calibration ?? calibration,
      window: change.window ?? window,
      stride: change.stride ?? change.window ?? stride,
      windows: change.windows === undefined ? windows : change.windows,
      bos,
      ...(change.documentPart === undefined ? {} : { documentPart: change.documentPart }),
    },
  }));
}
