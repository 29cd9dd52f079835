export * from '../generated/client.ts';
export {
  type ApiTokenLookup,
  type CreatedApiToken,
  createApiToken,
  findApiToken,
  type NewApiToken,
  revokeApiToken,
  type UsableApiToken,
} from './access/api-tokens.ts';
export { auditWrites, type NewAuditEntry } from './access/audit-writes.ts';
export { type BudgetSpending, type BudgetState, forgetFullBudgets, spendBudget } from './access/spend-budget.ts';
export { cancelBackend } from './connection/cancel-backend.ts';
export { connectOrRefuse } from './connection/connect-or-refuse.ts';
export { createDatabase, type Database, type DatabaseOptions, type Transaction } from './connection/create-database.ts';
export { isConnectionError } from './connection/is-connection-error.ts';
export { openWatchedSocket } from './connection/open-watched-socket.ts';
export { redactUrl } from './connection/redact-url.ts';
export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded/embedded-server.ts';
export { findFreePort } from './embedded/ports.ts';
export { type JudgingFactsRow, judgingFacts, modelsOfWeights, modelsWithChanges } from './evaluations/answer-statements.ts';
export {
  type BoardCandidate,
  type BoardRow,
  boardStatement,
  readBoard,
} from './evaluations/board-statement.ts';
export { copyEvaluations } from './evaluations/copy-evaluations.ts';
export { documentAnswers, type EvaluationPair } from './evaluations/document-answers.ts';
export { type ComparedPrunings, type EvaluatedPruning, evaluatedPrunings, protocolsOfRevision } from './evaluations/evaluated-prunings.ts';
export { type DenseEvaluation, findDenseEvaluation } from './evaluations/find-dense-evaluation.ts';
export { holmAdjusted, type McNemarTest, mcNemarTests } from './evaluations/holm-adjusted.ts';
export { listEvaluatedPrunings, type WantedEvaluations } from './evaluations/list-evaluated-prunings.ts';
export { protocolOfForms, quantizedForms } from './evaluations/quantized-forms.ts';
export { readMeasuredChanges } from './evaluations/read-measured-changes.ts';
export {
  type RepairDifference,
  type RepairedEvaluation,
  repairDifferences,
  repairedEvaluations,
  repairedPrunings,
} from './evaluations/repaired-prunings.ts';
export { type NewEfficiency, type RatioRecord, type SpreadRecord, saveEfficiencies } from './evaluations/save-efficiencies.ts';
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
export { importPublishedLayers } from './imports/import-published-layers.ts';
export { importPublishedScores } from './imports/import-published-scores.ts';
export type { Imported, SavedImport } from './imports/save-import.ts';
export type { PublishedSourceFacts } from './imports/save-published.ts';
export type { ImportedCalibration } from './imports/write-imported-scores.ts';
export { appendJobLog, type JobLogLevel, type JobLogLine } from './jobs/append-job-log.ts';
export { cancelJob } from './jobs/cancel-job.ts';
export { claimJob } from './jobs/claim-job.ts';
export { countOtherJobs, type OtherJobsQuery } from './jobs/count-other-jobs.ts';
export { createJob, type Enqueue, type JobPlacement, type JobSender, type NewSingleJob, type ReadyJob } from './jobs/create-job.ts';
export { acknowledgeCancel, completeJob, failJob, type JobFailure, releaseJob } from './jobs/end-attempt.ts';
export { type Fence, withFence } from './jobs/fence.ts';
export { JOB_COUNT_STATEMENTS, type JobCounts } from './jobs/job-counts.ts';
export { JOB_EVENT_CHANNEL, type JobChange, type JobEventType, jobChangeOf } from './jobs/job-event.ts';
export { type JobHold, type JobOutlook, type JobOutlookRow, outlooksOfJobs, toJobOutlook } from './jobs/job-outlook.ts';
export { type JobRecord, jobRecordOf } from './jobs/job-record.ts';
export { ENDED_STATUSES, hasEnded } from './jobs/job-status.ts';
export { type JobEventListener, listenToJobEvents } from './jobs/listen-to-job-events.ts';
export { getJobPlacement, listFailedJobs, listNeededJobs } from './jobs/read-jobs.ts';
export { reclaimStaleJobs } from './jobs/reclaim-stale-jobs.ts';
export { retryJob } from './jobs/retry-job.ts';
export { runToEnd, type Waiting } from './jobs/run-to-end.ts';
export {
  type AttemptCheckpoint,
  attachModelToJob,
  findCheckpoint,
  heartbeat,
  type JobProgress,
  reportProgress,
  saveCheckpoint,
} from './jobs/write-progress.ts';
export { migrate } from './migrations/migrate.ts';
export { listMigrationNames, loadMigrations } from './migrations/migration-files.ts';
export { openDatabase } from './migrations/open-database.ts';
export { requireMigrations } from './migrations/require-migrations.ts';
export { type DeleteModelOptions, deleteModel } from './models/delete-model.ts';
export { inspectDeclared } from './models/inspect-declared.ts';
export { findModelOfFolder, getCurrentRevision, getMeasurableRevision, getRevision, type RevisionRecord } from './models/read-models.ts';
export { getModelNames, type InspectedModel, type ModelRegistration, registerModel } from './models/register-model.ts';
export { type ModelChanges, updateModel } from './models/update-model.ts';
export { getWritablePruning } from './prunings/get-writable-pruning.ts';
export { listPrunings, type PruningRecord } from './prunings/list-prunings.ts';
export { changeColumns, type PruningRepair, REPAIR_KIND, TEXT_OF_SCORES } from './prunings/pruning-columns.ts';
export { saveArtefact, type WrittenPruning } from './prunings/save-artefact.ts';
export { type NewArtefact, type NewPruning, savePrunings } from './prunings/save-prunings.ts';
export { attachPackagedFiles } from './recordings/attach-packaged-files.ts';
export { exportRecordedRows } from './recordings/export-recorded-rows.ts';
export { type ImportedRecording, importRecordedResults, importRecording } from './recordings/import-recording.ts';
export { isRecorded } from './recordings/is-recorded.ts';
export { RECORDING_FILE, RECORDING_FORMAT, type RecordedFile, type RecordingFacts } from './recordings/recording-facts.ts';
export { rowFileOf, unpackLines } from './recordings/row-file.ts';
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
export { digestOf } from './rows/digest-of.ts';
export type { RuntimeRecord } from './rows/runtime-record.ts';
export { emptySql, isSameSet, joinConditions, joinSql, rawSql, type Sql, sql } from './rows/sql.ts';
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
export { type ComparisonView, findComparison, type SavedComparison, saveComparison } from './scores/saved-comparison.ts';
export { listFound, listResults, type NeededSearch, neededSearches, type SearchResult } from './scores/search-result.ts';
export { type CreatedStudy, createStudy, type NewJob, type NewStudy } from './studies/create-study.ts';
export { type EfficiencyRow, type EvaluationRow, getStudyRows, type ScoreRunRow, type StudyRows } from './studies/get-study-rows.ts';
export { type DerivedStudy, getStudyRequest, listDerivedStudies } from './studies/read-studies.ts';
export { beatWorker, drainWorker, markWorkerDraining, registerWorker, stopWorker, type WorkerFacts } from './workers/worker.ts';
export { CURRENT_JOB_SQL, STALE_AFTER_MS, sessionNameOf, WORKER_STATUS_SQL } from './workers/worker-status.ts';
