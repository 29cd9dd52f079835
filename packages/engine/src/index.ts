import './session/disable-telemetry.ts';
import './session/disable-tf32.ts';

export { type AnswerOptions, answerFromModel, describeWhole, type MeasuredAnswer } from './answer/answer-from-model.ts';
export { measureVocabularies, type VocabularyAnswer, type VocabularyOutlook } from './answer/measure-vocabularies.ts';
export { createWrittenForm } from './answer/plan-changes.ts';
export { type SpreadMixturesOptions, spreadMixtures } from './answer/plan-mixtures.ts';
export { type FrequentTokensOptions, listFrequentTokens } from './answer/plan-vocabularies.ts';
export { type PlannedSaving, type PlanSavingsOptions, planSavings } from './answer/planned-saving.ts';
export { type CalibrationText, requestRepair } from './answer/repaired-forms.ts';
export { type CompareModelsOptions, compareModels, type ModelsComparison } from './evaluate/compare-models.ts';
export type { EvaluatedChange } from './evaluate/evaluate-changes.ts';
export type { ChangeEvaluation, EvaluateProgress } from './evaluate/evaluate-group.ts';
export { type EvaluateOptions, evaluateModel } from './evaluate/evaluate-model.ts';
export type { UnitRounding } from './evaluate/measure-roundings.ts';
export {
  type RoundUnitsOptions,
  type RoundUnitsProgress,
  type RoundUnitsResult,
  roundUnits,
} from './evaluate/round-units.ts';
export { type InspectOptions, inspectModel, type ModelInspection } from './inspect/inspect-model.ts';
export type { SelfCheck } from './inspect/self-check.ts';
export { type PredictRepairsOptions, predictRepairs } from './repair/repair-each.ts';
export type { CalibrationCut, GapRecord, ModelChange, RepairErrors, RepairRecord, RepairRequest } from './repair/repair-record.ts';
export { createGatedModel, createResidentModel } from './resident/create-resident-model.ts';
export type { ResidentModel } from './resident/resident-model.ts';
export { type ScoreResult, scoreModel } from './score/score-model.ts';
export type { ScoreDefinition, ScoreOptions } from './score/score-options.ts';
export { describeSettlement, type ScoreSettlement, type SettleRequest } from './score/settle-score.ts';
export { type LossInput, measureWindows } from './search/measure-windows.ts';
export { createSearchedModels, type SearchedModels } from './search/searched-model.ts';
export { buildFeeds, formBatches } from './session/batches.ts';
export { describeProviders, type ProviderFacts } from './session/describe-providers.ts';
export {
  type ExecutionProvider,
  type ProviderChoice,
  parseExecutionProviders,
  probeExecutionProvider,
} from './session/execution-provider.ts';
export {
  createSession,
  type ModelSession,
  PRODUCT_PRECISIONS,
  type ProductPrecision,
  type RuntimeFacts,
  type SessionOptions,
} from './session/session.ts';
export { type EfficiencyOptions, type EfficiencyProgress, measureEfficiency, type TimedChange } from './speed/measure-efficiency.ts';
export type { EfficiencyMeasurement, SpeedRatio, Spread } from './speed/measure-round.ts';
export {
  type CountTokenClassesOptions,
  countTokenClasses,
  type TokenClassCount,
  type TokenClassCounts,
} from './vocabulary/count-token-classes.ts';
export { type KeepRule, type KeptVocabulary, keepRuleOf } from './vocabulary/keep-vocabulary.ts';
export { planWrite, type WritePlan } from './write/plan-write.ts';
export type { TypeRequest } from './write/prune/plan-gguf.ts';
export { OUTPUT_FORMATS, type OutputFormat, type PruneOptions, type PruneResult, pruneModel } from './write/prune/prune-model.ts';
export { type VerifyOptions, type VerifyResult, verifyPruning } from './write/prune/verify-pruning.ts';
export { type QuantizationRecord, type QuantizeOptions, type QuantizeResult, quantizeModel } from './write/quantize/quantize-model.ts';
