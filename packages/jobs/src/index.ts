export { EVALUATE_MODEL, EVALUATE_MODEL_VERSION, type EvaluateModelPayload, evaluateModelPayload } from './evaluate-model.job.ts';
export { PRUNE_MODEL, PRUNE_MODEL_VERSION, type PruneModelPayload, pruneModelPayload } from './prune-model.job.ts';
export { SCORE_MODEL, SCORE_MODEL_VERSION, type ScoreModelPayload, scoreModelPayload } from './score-model.job.ts';
