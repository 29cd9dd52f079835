export * from '../generated/client.ts';
export { auditWrites, type NewAuditEntry } from './audit/audit-writes.ts';
export { cancelBackend } from './cancel-backend.ts';
export { type ComparisonView, findComparison, type SavedComparison, saveComparison } from './comparisons/saved-comparison.ts';
export { connectOrRefuse } from './connect-or-refuse.ts';
export { createDatabase, type Database, type DatabaseOptions, type Transaction } from './create-database.ts';
export { digestOf } from './digest-of.ts';
export { type EfficiencyRatios, ratiosOfEfficiencies } from './efficiencies/efficiency-ratios.ts';
export { type NewEfficiency, type RatioRecord, type SpreadRecord, saveEfficiencies } from './efficiencies/save-efficiencies.ts';
export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded/embedded-server.ts';
export { findFreePort } from './embedded/ports.ts';
export {
  type AnsweredModelRow,
  answeredModels,
  type MeasuredChangeRow,
  measuredChanges,
  modelsWithChanges,
} from './evaluations/answer-statements.ts';
export {
  type BoardCandidate,
  type BoardRow,
  boardLanesStatement,
  boardStatement,
  readBoard,
} from './evaluations/board-statement.ts';
export {
  averageByCategory,
  type CategoryScore,
  categoryScores,
  encodeAveragesKey,
} from './evaluations/category-averages.ts';
export { copyEvaluations } from './evaluations/copy-evaluations.ts';
export { type DocumentAnswersQuery, documentAnswers, type EvaluationPair } from './evaluations/document-answers.ts';
export { type ComparedPrunings, type EvaluatedPruning, evaluatedPrunings, lanesOfRevision } from './evaluations/evaluated-prunings.ts';
export { type DenseEvaluation, findDenseEvaluation } from './evaluations/find-dense-evaluation.ts';
export { holmAdjusted, type McNemarTest, mcNemarTests } from './evaluations/holm-adjusted.ts';
export { listEvaluatedPrunings, type WantedEvaluations } from './evaluations/list-evaluated-prunings.ts';
export { type PairedRetentionQuery, type PairedRetentionRow, pairedRetentions } from './evaluations/paired-retentions.ts';
export { laneOfForms, type QuantizedFormsQuery, quantizedForms } from './evaluations/quantized-forms.ts';
export {
  encodeQuantizedKey,
  type QuantizedWholeRow,
  type QuantizedWholesOfKey,
  quantizedWholes,
  quantizedWholesOfKeys,
} from './evaluations/quantized-wholes.ts';
export {
  availableBenchmarks,
  type EvaluatedRemovalRow,
  efficienciesOfRevisions,
  evaluatedRemovals,
  nameForCommand,
  type RecommendedModelRow,
  type RevisionEfficiencyRow,
  recommendedModels,
} from './evaluations/recommendation-statements.ts';
export {
  type RepairDifference,
  type RepairedEvaluation,
  repairDifferences,
  repairedEvaluations,
  repairedPrunings,
} from './evaluations/repaired-prunings.ts';
export {
  type BenchmarkRecord,
  type NewEvaluation,
  type NewMetric,
  type NewSample,
  type PairedRecord,
  saveEvaluations,
} from './evaluations/save-evaluation.ts';
export { type EvaluationsTarget, type ImportedRemoval, importEvaluations } from './imports/import-evaluations.ts';
export { importLayerScores, type ScoresTarget } from './imports/import-layer-scores.ts';
export type { Imported, SavedImport } from './imports/save-import.ts';
export type { ImportedCalibration } from './imports/write-imported-scores.ts';
export { isConnectionError } from './is-connection-error.ts';
export { appendJobLog, type JobLogLevel, type JobLogLine } from './jobs/append-job-log.ts';
export { attachModelToJob } from './jobs/attach-model-to-job.ts';
export { acknowledgeCancel, cancelJob } from './jobs/cancel-job.ts';
export { type AttemptCheckpoint, findCheckpoint, saveCheckpoint } from './jobs/checkpoint.ts';
export { claimJob } from './jobs/claim-job.ts';
export { completeJob } from './jobs/complete-job.ts';
export { countOtherJobs, type OtherJobsQuery } from './jobs/count-other-jobs.ts';
export { createJob, type JobPlacement, type JobSender, type NewSingleJob } from './jobs/create-job.ts';
export type { Enqueue, ReadyJob } from './jobs/enqueue.ts';
export { failJob, type JobFailure } from './jobs/fail-job.ts';
export { type Fence, withFence } from './jobs/fence.ts';
export { getJobPlacement } from './jobs/get-job-placement.ts';
export { heartbeat } from './jobs/heartbeat.ts';
export { JOB_COUNT_STATEMENTS, type JobCounts } from './jobs/job-counts.ts';
export { JOB_EVENT_CHANNEL, type JobChange, type JobEventType, jobChangeOf } from './jobs/job-event.ts';
export { type JobHold, type JobOutlook, type JobOutlookRow, outlooksOfJobs, toJobOutlook } from './jobs/job-outlook.ts';
export { type JobRecord, jobRecordOf } from './jobs/job-record.ts';
export { ENDED_STATUSES, hasEnded } from './jobs/job-status.ts';
export { listFailedJobs } from './jobs/list-failed-jobs.ts';
export { listNeededJobs } from './jobs/list-needed-jobs.ts';
export { type JobEventListener, listenToJobEvents } from './jobs/listen-to-job-events.ts';
export { reclaimStaleJobs, STALE_AFTER_MS } from './jobs/reclaim-stale-jobs.ts';
export { releaseJob } from './jobs/release-job.ts';
export { type JobProgress, reportProgress } from './jobs/report-progress.ts';
export { retryJob } from './jobs/retry-job.ts';
export { runToEnd, type Waiting } from './jobs/run-to-end.ts';
export { listMigrationNames } from './migrations/list-migration-names.ts';
export { loadMigrations } from './migrations/load-migrations.ts';
export { migrate } from './migrations/migrate.ts';
export { requireMigrations } from './migrations/require-migrations.ts';
export { type DeleteModelOptions, deleteModel } from './models/delete-model.ts';
export { findModelOfFolder } from './models/find-model-of-folder.ts';
export { getCurrentRevision } from './models/get-current-revision.ts';
export { getMeasurableRevision } from './models/get-measurable-revision.ts';
export { getModelNames } from './models/get-model-names.ts';
export { getRevision } from './models/get-revision.ts';
export { inspectDeclared } from './models/inspect-declared.ts';
export type { RevisionRecord } from './models/model-record.ts';
export { type InspectedModel, type ModelRegistration, registerModel } from './models/register-model.ts';
export { type ModelChanges, updateModel } from './models/update-model.ts';
export { openDatabase } from './open-database.ts';
export { openWatchedSocket } from './open-watched-socket.ts';
export { getWritablePruning } from './prunings/get-writable-pruning.ts';
export { listPrunings, type PruningRecord } from './prunings/list-prunings.ts';
export { saveArtefact, type WrittenPruning } from './prunings/save-artefact.ts';
export { type NewArtefact, type NewPruning, type PruningRepair, type RemovedLists, savePrunings } from './prunings/save-prunings.ts';
export { TEXT_OF_SCORES } from './prunings/text-of-scores.ts';
export { type BudgetSpending, type BudgetState, forgetFullBudgets, spendBudget } from './rate-budgets/spend-budget.ts';
export { attachPackagedFiles } from './recordings/attach-packaged-files.ts';
export { exportRecordedRows } from './recordings/export-recorded-rows.ts';
export { type ImportedRecording, importRecording } from './recordings/import-recording.ts';
export { RECORDING_FILE, RECORDING_FORMAT, type RecordedFile, type RecordingFacts } from './recordings/recording-facts.ts';
export { rowFileOf, unpackLines } from './recordings/row-file.ts';
export { redactUrl } from './redact-url.ts';
export type { CitationFacts } from './releases/citation/citation-facts.ts';
export { printBibtex } from './releases/citation/print-bibtex.ts';
export { printCff } from './releases/citation/print-cff.ts';
export { type WriteReleaseOptions, writeRelease } from './releases/files/write-release.ts';
export { parseReleaseFacts } from './releases/parse-release-facts.ts';
export {
  publishRelease,
  type ReleaseFacts,
  type ReleaseOutcome,
  type ReleaseSnapshot,
  type WrittenRelease,
} from './releases/publish-release.ts';
export { type StoredReleaseFile, storedReleaseFiles } from './releases/stored-release-file.ts';
export type { RuntimeRecord } from './runtime-record.ts';
export { chooseComparableRuns, type RunChoice } from './scores/choose-comparable-runs.ts';
export {
  type ComparableRun,
  comparableRunsByKey,
  comparableRunsOfModels,
  type ScorePoint,
  scorePointsOf,
} from './scores/comparable-runs.ts';
export { findScores, type ScoresQuery, type StoredScores } from './scores/find-scores.ts';
export type { NewLayerScore } from './scores/layer-score-rows.ts';
export {
  type CalibrationCut,
  type CalibrationText,
  type NewScoreRun,
  type NewScoreUnit,
  type NewSpanScore,
  type SettlementRecord,
  saveScoreRun,
} from './scores/save-score-run.ts';
export {
  type RunSeries,
  type RunUnit,
  readSameDocuments,
  type ScoredRun,
  scoredRunsOfRevision,
  seriesOfRuns,
  unitsOfRuns,
} from './scores/scored-runs.ts';
export { listFound, listResults, type NeededSearch, neededSearches, type SearchResult } from './scores/search-result.ts';
export { emptySql, isSameSet, joinConditions, joinSql, rawSql, type Sql, sql } from './sql.ts';
export { type CreatedStudy, createStudy, type NewJob, type NewStudy } from './studies/create-study.ts';
export { getStudyRequest } from './studies/get-study-request.ts';
export { type EfficiencyRow, type EvaluationRow, getStudyRows, type ScoreRunRow, type StudyRows } from './studies/get-study-rows.ts';
export { type DerivedStudy, listDerivedStudies } from './studies/list-derived-studies.ts';
export { type CreatedApiToken, createApiToken, type NewApiToken } from './tokens/create-api-token.ts';
export { type ApiTokenLookup, findApiToken, type UsableApiToken } from './tokens/find-api-token.ts';
export { revokeApiToken } from './tokens/revoke-api-token.ts';
export { beatWorker } from './workers/beat-worker.ts';
export { drainWorker } from './workers/drain-worker.ts';
export { registerWorker, type WorkerFacts } from './workers/register-worker.ts';
export { sessionNameOf } from './workers/session-name.ts';
export { markWorkerDraining, stopWorker } from './workers/stop-worker.ts';
export { CURRENT_JOB_SQL, WORKER_STATUS_SQL } from './workers/worker-status.ts';
