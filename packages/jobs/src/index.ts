export type { JobDefinition, KnownJob, PayloadInputOf } from './job-definition.ts';
export {
  findJobDefinition,
  JOB_DEFINITIONS,
  type JobKind,
  type JobPayloads,
  jobOf,
  type ParsedJob,
  parseJob,
  type StoredJob,
} from './job-definitions.ts';
export { type JobQueue, openJobQueue, REQUIRABLE_PROVIDERS } from './job-queue.ts';
export { EVALUATE_MODEL, type EvaluateModelPayload } from './jobs/evaluate-model.job.ts';
export { MEASURE_EFFICIENCY, type MeasureEfficiencyPayload } from './jobs/measure-efficiency.job.ts';
export { PRUNE_MODEL, type PruneModelPayload } from './jobs/prune-model.job.ts';
export { QUANTIZE_MODEL, type QuantizeModelPayload } from './jobs/quantize-model.job.ts';
export { REGISTER_MODEL, type RegisterModelPayload, UPLOADED_MODELS } from './jobs/register-model.job.ts';
export { ROUND_UNITS, type RoundUnitsPayload } from './jobs/round-units.job.ts';
export { SCORE_MODEL, type ScoreModelPayload } from './jobs/score-model.job.ts';
export { WRITE_PRUNING, type WritePruningPayload } from './jobs/write-pruning.job.ts';
export { findOptionWords, option } from './option.ts';
export { COMBINATION_RULE, COMBINED_PARTS, OPTIONS, type RepairSetting, repairSetting, SEARCH_OPTIONS } from './options.ts';
export { planStudy } from './plan-study.ts';
export { fitStudyRequest, parseStudyRequest, type StudyRequest, type StudyRequestInput, studyRequest } from './study-request.ts';
