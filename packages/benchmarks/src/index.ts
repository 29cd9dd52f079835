export { averageScores, type ScoreAverage, type TaskScore } from './average-scores.ts';
export { bootstrapDifference, DIFFERENCE_DEFAULTS, type PerplexityDifference } from './bootstrap-difference.ts';
export { bootstrapPerplexityError, HARNESS_BOOTSTRAP_DRAWS } from './bootstrap-perplexity-error.ts';
export { type BenchmarkCategory, PAPER_CATEGORIES } from './categories.ts';
export {
  compareStrategies,
  type EvaluatedCell,
  type EvaluatedRemoval,
  type StrategyOutcome,
  type StrategySettings,
  type StrategyStep,
} from './compare-strategies.ts';
export { compareTasks, type TaskComparison } from './compare-tasks.ts';
export { type ControlDraws, type ControlledRetention, compareWithControl } from './compare-with-control.ts';
export { compareWithDense, type MetricComparison } from './compare-with-dense.ts';
export { cutAtStops } from './cut-at-stops.ts';
export { DEFAULT_METRICS } from './default-metrics.ts';
export type { DatasetSource } from './definition/dataset-source.ts';
export { defineTask } from './definition/define-task.ts';
export type { ChatFormat } from './definition/render-prompt.ts';
export { type RenderOptions, renderTask, type TaskRows } from './definition/render-task.ts';
export type { Row } from './definition/row.ts';
export { createShotSampler, type ShotSampler } from './definition/sample-shots.ts';
export { selectTasks, type TaskCatalogue, type TaskSelection } from './definition/task-catalogue.ts';
export { FEWSHOT_SEED, type ShotRules, type TaskDefinition } from './definition/task-definition.ts';
export type { GroupMetric, TaskGroup } from './definition/task-group.ts';
export type { TaskItem, TaskItemKind } from './definition/task-item.ts';
export { evaluateGroup, type GroupEvaluation } from './evaluate-group.ts';
export { EVALUATION_DEFAULTS, evaluateResponses } from './evaluate-responses.ts';
export { exactMatch } from './exact-match.ts';
export { applyFilter } from './filters/apply-filter.ts';
export type { FilterPipeline, FilterStep } from './filters/filter-pipeline.ts';
export { findHeadline, isScore } from './find-headline.ts';
export { type EvaluatedTask, formatHarnessResults, type HarnessResults } from './harness-format/format-results.ts';
export { formatSamples, type SampleLine } from './harness-format/format-sample.ts';
export {
  HARNESS_RESULTS_MEMBERS,
  type ImportedResult,
  type ImportedResults,
  parseHarnessResults,
  toHarnessResults,
} from './harness-format/parse-results.ts';
export { type ImportedSample, parseHarnessSample, parseHarnessSamples } from './harness-format/parse-samples.ts';
export { type GenerationRequest, listGenerations, listRequests, type Request, TARGET_DELIMITER } from './instance.ts';
export { mcNemarExactP } from './mcnemar-exact-p.ts';
export type { ExactMatchOptions, MetricSpec } from './metric-spec.ts';
export { moveTrailingWhitespace } from './move-trailing-whitespace.ts';
export type { PairedDifference } from './paired-difference.ts';
export { parseTask } from './parse-task.ts';
export type { PublishedCheck, PublishedMetric, PublishedRemoval, PublishedResult } from './published/published-result.ts';
export { PUBLISHED_REMOVALS, PUBLISHED_RESULTS } from './published/published-results.ts';
export type { Generation, Response } from './response.ts';
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
} from './task.ts';
export {
  METRIC_NAMES,
  type MetricName,
  type MetricValue,
  NO_FILTER,
  type SampleEvaluation,
  sampleKeyOf,
  type TaskEvaluation,
} from './task-evaluation.ts';
export { BUILT_IN_TASKS } from './tasks/built-in-tasks.ts';
export { type ChatMessage, compileChatTemplate, type RenderChat } from './template/compile-chat-template.ts';
export { countBytes, countCodePoints, countWords } from './text-length.ts';
export { catalogueTaskFiles } from './yaml/catalogue-task-files.ts';
