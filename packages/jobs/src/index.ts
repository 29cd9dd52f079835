export { EVALUATE_MODEL, type EvaluateModelPayload } from './evaluate-model.job.ts';
export { type JobDefinition, jobOf, type KnownJob, type PayloadInputOf, type PayloadOf } from './job-definition.ts';
export { findJobDefinition, JOB_DEFINITIONS, type JobKind, type JobPayloads } from './job-definitions.ts';
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
export { MEASURE_EFFICIENCY, type MeasureEfficiencyPayload } from './measure-efficiency.job.ts';
export { type ParsedJob, parseJob, type StoredJob } from './parse-job.ts';
export { type PlannedJob, planStudy } from './plan-study.ts';
export { PRUNE_MODEL, type PruneModelPayload } from './prune-model.job.ts';
export { QUANTIZE_MODEL, type QuantizeModelPayload } from './quantize-model.job.ts';
export { REGISTER_MODEL, type RegisterModelPayload, UPLOADED_MODELS } from './register-model.job.ts';
export { type RepairSetting, repairSetting } from './repair-setting.ts';
export { SCORE_MODEL, type ScoreModelPayload } from './score-model.job.ts';
export {
  DEFAULT_CONFIDENCE,
  fitStudyRequest,
  parseStudyRequest,
  type StudyRequest,
  type StudyRequestInput,
  studyRequest,
} from './study-request.ts';
export { toRemovalInput } from './to-removal-input.ts';
export { WRITE_PRUNING, type WritePruningPayload } from './write-pruning.job.ts';
