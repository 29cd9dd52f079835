export { EVALUATE_MODEL, EVALUATE_MODEL_VERSION, type EvaluateModelPayload, evaluateModelPayload } from './evaluate-model.job.ts';
export {
  type JobMessage,
  type JobQueue,
  type JobQueueOptions,
  openJobQueue,
  type QueuedJob,
  type QueueTransaction,
  REQUIRABLE_PROVIDERS,
  type RequirableProvider,
} from './job-queue.ts';
export {
  MEASURE_EFFICIENCY,
  MEASURE_EFFICIENCY_VERSION,
  type MeasureEfficiencyPayload,
  measureEfficiencyPayload,
} from './measure-efficiency.job.ts';
export { type ParsedJob, parseJob, type StoredJob } from './parse-job.ts';
export { type PlannedJob, planStudy } from './plan-study.ts';
export { PRUNE_MODEL, PRUNE_MODEL_VERSION, type PruneModelPayload, pruneModelPayload } from './prune-model.job.ts';
export { QUANTIZE_MODEL, QUANTIZE_MODEL_VERSION, type QuantizeModelPayload, quantizeModelPayload } from './quantize-model.job.ts';
export { REGISTER_MODEL, REGISTER_MODEL_VERSION, type RegisterModelPayload, registerModelPayload } from './register-model.job.ts';
export { SCORE_MODEL, SCORE_MODEL_VERSION, type ScoreModelPayload, scoreModelPayload } from './score-model.job.ts';
export { fitStudyRequest, parseStudyRequest, type StudyRequest, type StudyRequestInput, studyRequest } from './study-request.ts';
