export {
  type AnswerCandidate,
  type AnsweredChange,
  type AnsweredEntry,
  type AnsweredLosses,
  type AnswerFacts,
  type AnswerQuestion,
  answerModel,
  findNamed,
  type ModelAnswer,
} from './answer/answer-model.ts';
export { type AnswerVerdict, describeAnswer, describeLoss, type NamedChange, percentOf } from './answer/describe-answer.ts';
export { documentsToDecide } from './answer/documents-to-decide.ts';
export {
  findCheapest,
  findSafest,
  type JudgedChange,
  type Judgement,
  judgeChanges,
  type MeasuredChange,
  type MeasuredText,
  VERDICTS,
  type Verdict,
} from './answer/judge-changes.ts';
export { type JudgingRule, judgesChange, knowsText, type SourcedText, tokenEntropy } from './answer/judging-texts.ts';
export { measureRemovable, type Removable, type ShareOfModel } from './answer/removable.ts';
export { SAVINGS, type Saved, type Saving, type SpeedRatio, savedOf } from './answer/saved.ts';
export { type AnsweredModel, listStoredChanges, type StoredChange, type StoredEfficiency } from './answer/stored-changes.ts';
export {
  averageTaskLosses,
  canShowLoss,
  intervalOfTask,
  measureTaskLoss,
  type PairedScore,
  showsMore,
  type TaskLoss,
} from './answer/task-loss.ts';
export { type DocumentLoss, intervalOfText, measureTextLoss, type TextLoss, testAbove, testWithin, toShare } from './answer/text-loss.ts';
export { averageScores, type ScoreAverage, type TaskScore } from './comparison/average-scores.ts';
export { bootstrapDifference, DIFFERENCE_DEFAULTS, type PerplexityDifference } from './comparison/bootstrap-difference.ts';
export { type ComparedMetric, chooseCompared, type WantedComparison } from './comparison/choose-compared.ts';
export {
  compareRepairs,
  type EvaluatedRepair,
  listRepairPairs,
  type RepairCell,
  type RepairComparison,
  type RepairOutcome,
  type RepairSettings,
  type RepairStep,
} from './comparison/compare-repairs.ts';
export {
  compareStrategies,
  type StrategyOutcome,
  type StrategySettings,
  type StrategyStep,
} from './comparison/compare-strategies.ts';
export { compareTasks, type TaskComparison } from './comparison/compare-tasks.ts';
export { type ControlledRetention, findControl } from './comparison/compare-with-control.ts';
export { compareWithDense, type MetricComparison } from './comparison/compare-with-dense.ts';
export type { ConfirmedDifference } from './comparison/confirm-difference.ts';
export { countFilters } from './comparison/count-filters.ts';
export { describeRepairSetting } from './comparison/describe-repair-setting.ts';
export {
  type EqualBytesBaseline,
  findEqualBytesOf,
  type MeasuredQuantizedWhole,
  type PrunedForBytes,
  type QuantizedWhole,
} from './comparison/equal-bytes.ts';
export type { EvaluatedRemoval } from './comparison/evaluated-removal.ts';
export {
  type DifferenceError,
  type DocumentAnswers,
  listEvaluationPairs,
} from './comparison/judge-differences.ts';
export type { PairedGain, RepairGain } from './comparison/judge-gains.ts';
export { keepOneSetting, type OneSetting, type Solved, type SolvedSetting } from './comparison/keep-one-setting.ts';
export { type BenchmarkRetention, listLeftOutAboveChance } from './comparison/list-left-out-above-chance.ts';
export { mcNemarExactP } from './comparison/mcnemar-exact-p.ts';
export type { EvaluatedCell, MeanRetention } from './comparison/measure-retention.ts';
export type { PairedSamples } from './comparison/pair-samples.ts';
export type { PairedDifference } from './comparison/paired-difference.ts';
export {
  type AnswerPairs,
  type RetentionLimit,
  type RetentionSettlement,
  settleAnswers,
  settleRetention,
} from './comparison/settle-retention.ts';
export { type MeasuredRetention, type RetentionAboveChance, subtractChance } from './comparison/subtract-chance.ts';
export {
  type FormCell,
  type FormFacts,
  type FormRow,
  type MeasuredForm,
  type QuantizationOrder,
  tabulateForms,
} from './comparison/tabulate-forms.ts';
export { withChanceSubtracted } from './comparison/with-chance-subtracted.ts';
export type { DatasetSource } from './definition/dataset-source.ts';
export { defineTask } from './definition/define-task.ts';
export type { ChatFormat } from './definition/render-prompt.ts';
export { type RenderOptions, renderTask, type TaskRows } from './definition/render-task.ts';
export { createShotSampler, type ShotSampler } from './definition/sample-shots.ts';
export { selectTasks, type TaskCatalogue, type TaskSelection } from './definition/task-catalogue.ts';
export { FEWSHOT_SEED, type ShotRules, type TaskDefinition } from './definition/task-definition.ts';
export type { GroupMetric, TaskGroup } from './definition/task-group.ts';
export type { TaskItem, TaskItemKind } from './definition/task-item.ts';
export { bootstrapPerplexityError, HARNESS_BOOTSTRAP_DRAWS } from './evaluation/bootstrap-perplexity-error.ts';
export { evaluateGroup, type GroupEvaluation } from './evaluation/evaluate-group.ts';
export { EVALUATION_DEFAULTS, evaluateResponses } from './evaluation/evaluate-responses.ts';
export { type MetricValue, type SampleEvaluation, sampleKeyOf, type TaskEvaluation } from './evaluation/task-evaluation.ts';
export { applyFilter } from './filters/apply-filter.ts';
export type { FilterPipeline, FilterStep } from './filters/filter-pipeline.ts';
export { type EvaluatedTask, formatHarnessResults, type HarnessResults } from './harness-format/format-results.ts';
export { formatSamples, type SampleLine } from './harness-format/format-sample.ts';
export { type FormattedResults, formatTaskResults, type TaskResults } from './harness-format/format-task-results.ts';
export {
  HARNESS_RESULTS_MEMBERS,
  type ImportedResult,
  type ImportedResults,
  parseHarnessResults,
  toHarnessResults,
} from './harness-format/parse-results.ts';
export { type ImportedSample, MAX_SAMPLES, parseHarnessSample, parseHarnessSamples } from './harness-format/parse-samples.ts';
export type { RemovalAxis } from './leaderboard/choose-candidate.ts';
export { type ComputedBoard, computeBoard } from './leaderboard/compute-board.ts';
export { listCells, type RankedCandidate, type RankedCell, type RankingSettings } from './leaderboard/rank-candidates.ts';
export type { Candidate, CandidateCell, ScoredCandidate } from './leaderboard/score-candidate.ts';
export { exactMatch } from './metrics/exact-match.ts';
export { countBytes, countCodePoints, countWords } from './python/text-length.ts';
export { cutAtStops } from './requests/cut-at-stops.ts';
export { type GenerationRequest, listGenerations, listRequests, type Request, TARGET_DELIMITER } from './requests/instance.ts';
export { moveTrailingWhitespace } from './requests/move-trailing-whitespace.ts';
export type { Generation, Response } from './requests/response.ts';
export { DEFAULT_METRICS } from './task/default-metrics.ts';
export type { ExactMatchOptions, MetricSpec } from './task/metric-spec.ts';
export { parseTask } from './task/parse-task.ts';
export type { Row } from './task/row.ts';
export { takeDocuments } from './task/take-documents.ts';
export type {
  ContinuationDocument,
  ContinuationTask,
  GenerationDocument,
  GenerationTask,
  MultipleChoiceDocument,
  MultipleChoiceTask,
  MultipleInputDocument,
  PerplexityDocument,
  PerplexityTask,
  Task,
  TaskDocument,
} from './task/task.ts';
export { BUILT_IN_TASKS } from './tasks/built-in-tasks.ts';
export { type ChatMessage, compileChatTemplate, type RenderChat } from './template/compile-chat-template.ts';
export { catalogueTaskFiles } from './yaml/catalogue-task-files.ts';
