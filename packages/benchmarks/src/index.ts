export {
  type AnswerCandidate,
  type AnsweredEntry,
  type AnsweredLosses,
  type AnswerFacts,
  type AnswerQuestion,
  answerModel,
  findNamed,
  type ModelAnswer,
  type Removable,
} from './answer/answer-model.ts';
export { type Combination, chooseCombinations, type MeasuredParts } from './answer/choose-combinations.ts';
export { describeTaskLoss, describeUnknown, describeVerdict, lossOf, percentOf } from './answer/describe-answer.ts';
export { EFFORTS, type Effort, type EffortSettings } from './answer/effort.ts';
export {
  describeAnswerTime,
  estimateSeconds,
  type PlannedAnswer,
  planAnswerWork,
  predictTokensPerSecond,
  type TimedWork,
} from './answer/estimate-seconds.ts';
export { SAVES, SAVINGS, type Saved, type Saving, type SpeedRatio, savedOf, shareSaved } from './answer/saved.ts';
export { LEAST_SPEED_ROUNDS, SPEED_PROTOCOL } from './answer/speed-protocol.ts';
export {
  type AnsweredModel,
  describeIdleRepair,
  listStoredChanges,
  type StoredChange,
  type StoredEfficiency,
  type StoredText,
} from './answer/stored-changes.ts';
export { canShowLoss, intervalOfTask, measureTaskLoss, type TaskLoss } from './answer/task-loss.ts';
export { type ChosenCell, chooseCompared } from './comparison/choose-compared.ts';
export { compareStrategies, LOG_LOSSES, SCORES, type StrategyOutcome, type StrategyStep } from './comparison/compare-strategies.ts';
export { compareTasks, type TaskComparison } from './comparison/compare-tasks.ts';
export type { ControlDraws, ControlledResult } from './comparison/compare-with-control.ts';
export { compareWithDense, type MetricComparison } from './comparison/compare-with-dense.ts';
export type { ConfirmedDifference } from './comparison/confirm-difference.ts';
export { describeRepairSetting } from './comparison/describe-repair-setting.ts';
export type { EvaluatedRemoval } from './comparison/evaluated-removal.ts';
export type { Finding, FindingAxis, FindingChart, FindingPoint, FindingTable } from './comparison/finding.ts';
export { chooseText, type FoundModel, listFindings } from './comparison/findings.ts';
export {
  type DocumentAnswers,
  type EvaluatedCell,
  listEvaluationPairs,
  listTerms,
  measureOnBenchmarks,
  measureOnText,
  type TextWindows,
} from './comparison/measured-removal.ts';
export {
  type CostLine,
  type CostPoint,
  measureRemovalCost,
  type ReadRemoval,
  type RemovalCost,
  writeFactor,
} from './comparison/removal-cost.ts';
export type { DatasetSource } from './definition/dataset-source.ts';
export type { ChatFormat } from './definition/render-prompt.ts';
export { type RenderOptions, renderTask, type TaskRows } from './definition/render-task.ts';
export { selectTasks, type TaskCatalogue } from './definition/task-catalogue.ts';
export type { TaskDefinition } from './definition/task-definition.ts';
export type { TaskGroup } from './definition/task-group.ts';
export { evaluateGroup } from './evaluation/evaluate-group.ts';
export { evaluateResponses } from './evaluation/evaluate-responses.ts';
export { type SampleEvaluation, sampleKeyOf, type TaskEvaluation } from './evaluation/task-evaluation.ts';
export { applyFilter } from './filters/apply-filter.ts';
export type { FilterPipeline } from './filters/filter-pipeline.ts';
export { compareRuns, type RunsComparison, type RunTask, type TaskDifference } from './harness-format/compare-runs.ts';
export { describeLeftOut, describeRuns, formatRunsMarkdown, RUN_COLUMNS } from './harness-format/describe-runs.ts';
export { formatHarnessResults, type HarnessResults } from './harness-format/format-results.ts';
export { formatSamples } from './harness-format/format-sample.ts';
export { formatTaskResults, type TaskResults } from './harness-format/format-task-results.ts';
export { type ImportedResult, type ImportedResults, parseHarnessResults } from './harness-format/parse-results.ts';
export { type ImportedSample, MAX_SAMPLES, parseHarnessSamples } from './harness-format/parse-samples.ts';
export { type RunFile, readRun } from './harness-format/read-run.ts';
export { type RankedCandidate, rankCandidates } from './leaderboard/rank-candidates.ts';
export { type Candidate, judges, listSharedBenchmarks } from './leaderboard/score-candidate.ts';
export { countBytes, countWords } from './python/text-length.ts';
export { cutAtStops } from './requests/cut-at-stops.ts';
export { type GenerationRequest, listGenerations, listRequests, type Request } from './requests/instance.ts';
export { moveTrailingWhitespace } from './requests/move-trailing-whitespace.ts';
export type { Generation, Response } from './requests/response.ts';
export type { Row } from './task/row.ts';
export { takeDocuments } from './task/take-documents.ts';
export type { GenerationTask, Task } from './task/task.ts';
export { BUILT_IN_TASKS } from './tasks/built-in-tasks.ts';
export { type ChatMessage, compileChatTemplate, type RenderChat } from './template/compile-chat-template.ts';
export {
  type JudgingRule,
  judgesChange,
  knowsText,
  listChoosingTexts,
  type SourcedText,
  sourcesOf,
  tokenEntropy,
} from './text-loss/judging-texts.ts';
export { BUNDLED_TEXTS, type LossText, VOCABULARY_TEXT } from './text-loss/loss-text.ts';
export { DEFAULT_STOPPING_RULE, INTERIM_LEVEL, isDecided, isHopeless, type StoppingRule } from './text-loss/stopping-rule.ts';
export {
  intervalOfText,
  type MeasuredText,
  measureTextLoss,
  TEXT_LOSS,
  type TestedLoss,
  type TextEvaluation,
  type TextLoss,
  testAbove,
  toShare,
  WINDOW_TOKENS,
  type WindowLoss,
} from './text-loss/text-loss.ts';
export { catalogueTaskFiles } from './yaml/catalogue-task-files.ts';
