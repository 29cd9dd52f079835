export * from '../generated/client.ts';
export { type ApiTokenLookup, createApiToken, findApiToken, revokeApiToken } from './access/api-tokens.ts';
export { auditWrites, type NewAuditEntry } from './access/audit-writes.ts';
export { forgetFullBudgets, spendBudget } from './access/spend-budget.ts';
export { cancelBackend } from './connection/cancel-backend.ts';
export { connectOrRefuse } from './connection/connect-or-refuse.ts';
export { createDatabase, type Database } from './connection/create-database.ts';
export { isConnectionError } from './connection/is-connection-error.ts';
export { openWatchedSocket } from './connection/open-watched-socket.ts';
export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded/embedded-server.ts';
export { findFreePort } from './embedded/ports.ts';
export { modelsWithChanges } from './evaluations/answer-statements.ts';
export { type BoardCandidate, boardCandidates, boardProtocols } from './evaluations/board-statement.ts';
export { copyEvaluations } from './evaluations/copy-evaluations.ts';
export { copyTextEvaluations, listReadPrunings, listUnreadTexts, type WantedTexts } from './evaluations/copy-text-evaluations.ts';
export { documentAnswers, type EvaluationPair } from './evaluations/document-answers.ts';
export {
  type EvaluatedPruning,
  evaluatedPrunings,
  protocolsOfRevision,
  type ReadPruning,
  readPrunings,
  readRemovals,
} from './evaluations/evaluated-prunings.ts';
export { findDenseEvaluation } from './evaluations/find-dense-evaluation.ts';
export { holmAdjusted, type McNemarTest, mcNemarTests } from './evaluations/holm-adjusted.ts';
export { listEvaluatedPrunings } from './evaluations/list-evaluated-prunings.ts';
export { listMeasuredChanges, readMeasuredChanges, type StoredMeasurements } from './evaluations/read-measured-changes.ts';
export { IS_ONLY_ROUNDING, type StoredRoundings, storedRoundings } from './evaluations/rounding-statements.ts';
export { listMeasuredRoundings, type NewRounding, type RoundingText, saveRoundings } from './evaluations/roundings.ts';
export { type NewEfficiency, saveEfficiencies } from './evaluations/save-efficiencies.ts';
export { type NewEvaluation, saveEvaluations } from './evaluations/save-evaluation.ts';
export { type NewTextEvaluation, saveTextEvaluations, windowsOf } from './evaluations/save-text-evaluations.ts';
export { TEXTS_LEFT_OUT } from './evaluations/texts-left-out.ts';
export { type EvaluationsTarget, importEvaluations } from './imports/import-evaluations.ts';
export { importLayerScores } from './imports/import-layer-scores.ts';
export { importPublishedLayers, type NameModel, readAliases } from './imports/import-published-layers.ts';
export { importPublishedScores } from './imports/import-published-scores.ts';
export { importSharedFile, type SampleVerification } from './imports/import-shared-file.ts';
export type { Imported } from './imports/save-import.ts';
export { appendJobLog, type JobLogLevel, type JobLogLine } from './jobs/append-job-log.ts';
export { cancelJob } from './jobs/cancel-job.ts';
export { claimJob } from './jobs/claim-job.ts';
export { countOtherJobs } from './jobs/count-other-jobs.ts';
export { createJob, type Enqueue, type JobPlacement, type JobSender, type NewSingleJob } from './jobs/create-job.ts';
export { acknowledgeCancel, completeJob, failJob, releaseJob } from './jobs/end-attempt.ts';
export { type Fence, withFence } from './jobs/fence.ts';
export { JOB_COUNT_STATEMENTS, type JobCounts } from './jobs/job-counts.ts';
export type { JobChange } from './jobs/job-event.ts';
export { type JobHold, type JobOutlook, type JobOutlookRow, outlooksOfJobs, toJobOutlook } from './jobs/job-outlook.ts';
export { ENDED_STATUSES, hasEnded } from './jobs/job-status.ts';
export { listenToJobEvents } from './jobs/listen-to-job-events.ts';
export { getJobPlacement, listFailedJobs, listNeededJobs } from './jobs/read-jobs.ts';
export { reclaimStaleJobs } from './jobs/reclaim-stale-jobs.ts';
export { retryJob } from './jobs/retry-job.ts';
export { runToEnd, type Waiting } from './jobs/run-to-end.ts';
export { attachModelToJob, findCheckpoint, heartbeat, type JobProgress, reportProgress, saveCheckpoint } from './jobs/write-progress.ts';
export { LAYER_COLUMNS, toTableRow } from './layers/layer-table.ts';
export { type ReadRows, readLayerProfiles, readLayerRows } from './layers/read-layer-rows.ts';
export { migrate } from './migrations/migrate.ts';
export { listMigrationNames, loadMigrations } from './migrations/migration-files.ts';
export { openDatabase } from './migrations/open-database.ts';
export { requireMigrations } from './migrations/require-migrations.ts';
export { deleteModel } from './models/delete-model.ts';
export { inspectDeclared } from './models/inspect-declared.ts';
export { findModelOfFolder, getMeasurableRevision, getRevision, type RevisionRecord } from './models/read-models.ts';
export { getModelNames, type InspectedModel, type ModelRegistration, registerModel } from './models/register-model.ts';
export { type ModelChanges, updateModel } from './models/update-model.ts';
export { getWritablePruning } from './prunings/get-writable-pruning.ts';
export { listPrunings, type PruningRecord } from './prunings/list-prunings.ts';
export {
  changeColumns,
  KEPT_VOCABULARY,
  type PruningRepair,
  REMOVED_UNIT_RATIO,
  REPAIR_KIND,
  TEXT_OF_SCORES,
  TEXTS_READ,
  WEIGHT_TYPE,
} from './prunings/pruning-columns.ts';
export { saveArtefact } from './prunings/save-artefact.ts';
export { type NewPruning, savePrunings } from './prunings/save-prunings.ts';
export { attachPackagedFiles } from './recordings/attach-packaged-files.ts';
export { exportRecordedRows } from './recordings/export-recorded-rows.ts';
export { importRecordedResults, importRecording } from './recordings/import-recording.ts';
export {
  exportRecordedMeasurements,
  listRecordedMeasurements,
  type RecordedMeasurements,
  readRecordedMeasurements,
} from './recordings/recorded-measurements.ts';
export { RECORDING_FILE, RECORDING_FORMAT, RELEASE_FOLDER, type RecordingFacts } from './recordings/recording-facts.ts';
export { rowFileOf, unpackLines } from './recordings/row-file.ts';
export { adoptRelease } from './releases/adopt-release.ts';
export { printBibtex } from './releases/citation/print-bibtex.ts';
export { printCff } from './releases/citation/print-cff.ts';
export { writeRelease } from './releases/files/write-release.ts';
export { parseReleaseFacts } from './releases/parse-release-facts.ts';
export { publishRelease, type ReleaseOutcome } from './releases/publish-release.ts';
export { type StoredReleaseFile, storedReleaseFiles } from './releases/stored-release-file.ts';
export { digestOf } from './rows/digest-of.ts';
export { encodeCsv, encodeParquet } from './rows/encode-table.ts';
export { emptySql, isSameSet, joinConditions, joinSql, rawSql, type Sql, sql } from './rows/sql.ts';
export type { TableColumn } from './rows/table-column.ts';
export { chooseComparableRuns } from './scores/choose-comparable-runs.ts';
export {
  type ComparableRun,
  comparableRunsByKey,
  comparableRunsOfModels,
  type ScorePoint,
  scorePointsOf,
} from './scores/comparable-runs.ts';
export { findScores, type StoredScores } from './scores/find-scores.ts';
export {
  type CalibrationText,
  type NewSpanScore,
  type SettlementRecord,
  saveScoreRun,
} from './scores/save-score-run.ts';
export { type ComparisonView, findComparison, type SavedComparison, saveComparison } from './scores/saved-comparison.ts';
export { createStudy } from './studies/create-study.ts';
export { type EfficiencyRow, type EvaluationRow, getStudyRows, type ScoreRunRow, type StudyRows } from './studies/get-study-rows.ts';
export { getStudyRequest, listDerivedStudies } from './studies/read-studies.ts';
export { beatWorker, markWorkerDraining, registerWorker, stopWorker, type WorkerFacts } from './workers/worker.ts';
export { CURRENT_JOB_SQL, sessionNameOf, WORKER_STATUS_SQL } from './workers/worker-status.ts';
