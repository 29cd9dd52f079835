import { EVALUATE_MODEL, EVALUATE_MODEL_VERSION, type EvaluateModelPayload } from './evaluate-model.job.ts';
import { PRUNE_MODEL, PRUNE_MODEL_VERSION, type PruneModelPayload } from './prune-model.job.ts';
import { SCORE_MODEL, SCORE_MODEL_VERSION, type ScoreModelPayload } from './score-model.job.ts';
import type { StudyRequest } from './study-request.ts';

/** One job of a study; `needs` are keys of jobs whose results it uses. */
export interface PlannedJob {
  readonly key: string;
  readonly kind: string;
  readonly version: number;
  readonly payload: ScoreModelPayload | PruneModelPayload | EvaluateModelPayload;
  readonly needs: readonly string[];
}

/**
 * The jobs of a study of one revision, inputs first: score → prune → evaluate, and beside them the dense evaluation, with which every pruned
 * one is compared.
 */
export function planStudy(revisionId: string, request: StudyRequest): readonly PlannedJob[] {
  const { calibration, window, stride, windows, bos, strategies, counts, seeds, benchmarks } = request;
  const score: ScoreModelPayload = { revisionId, calibration, window, stride, windows, bos };
  const prune: PruneModelPayload = { revisionId, strategies, counts, seeds };
  const evaluate = (subject: EvaluateModelPayload['subject']): EvaluateModelPayload => ({ revisionId, subject, benchmarks });
  return [
    { key: 'score', kind: SCORE_MODEL, version: SCORE_MODEL_VERSION, needs: [], payload: score },
    { key: 'dense', kind: EVALUATE_MODEL, version: EVALUATE_MODEL_VERSION, needs: [], payload: evaluate('dense') },
    { key: 'prune', kind: PRUNE_MODEL, version: PRUNE_MODEL_VERSION, needs: ['score'], payload: prune },
    { key: 'evaluate', kind: EVALUATE_MODEL, version: EVALUATE_MODEL_VERSION, needs: ['prune', 'dense'], payload: evaluate('prunings') },
  ];
}
