-- The tables and indices are what `npm run migration` derives from schema.prisma. What Prisma cannot describe follows them: the index of search, the functions,
-- and the triggers that protect releases.

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('WAITING', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "AttemptStatus" AS ENUM ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST');

-- CreateEnum
CREATE TYPE "StudyStatus" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateTable
CREATE TABLE "ModelFamily" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelFamily_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Model" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "licence" TEXT,
    "source" TEXT NOT NULL,
    "card" TEXT,
    "trainingFacts" JSONB,
    "derivedFromId" UUID,
    "quantization" JSONB,
    "familyId" UUID NOT NULL,
    "currentRevisionId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelRevision" (
    "id" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "graphSha256" TEXT NOT NULL,
    "weightsSha256" TEXT NOT NULL,
    "tokenizerSha256" TEXT,
    "location" TEXT NOT NULL,
    "format" TEXT,
    "storedTypes" JSONB,
    "architecture" TEXT,
    "normPlacement" TEXT NOT NULL,
    "precision" TEXT NOT NULL,
    "exporter" TEXT NOT NULL,
    "opset" INTEGER NOT NULL,
    "blockCount" INTEGER NOT NULL,
    "hiddenSize" INTEGER NOT NULL,
    "vocabularySize" INTEGER,
    "parameterCount" BIGINT NOT NULL,
    "boundaries" TEXT[],
    "warnings" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelRevision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Layer" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "relativeDepth" DOUBLE PRECISION NOT NULL,
    "kind" TEXT NOT NULL,
    "parameterCount" BIGINT NOT NULL,
    "cachePorts" TEXT[],

    CONSTRAINT "Layer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CalibrationSet" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT,
    "description" TEXT,
    "licence" TEXT,
    "textSha256" TEXT NOT NULL,
    "documentCount" INTEGER NOT NULL,
    "characterCount" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CalibrationSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CalibrationConfig" (
    "id" UUID NOT NULL,
    "calibrationSetId" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "window" INTEGER NOT NULL,
    "stride" INTEGER NOT NULL,
    "bos" TEXT NOT NULL,
    "windowLimit" INTEGER,
    "drawSeed" INTEGER,
    "documentPart" TEXT,
    "windowCount" INTEGER NOT NULL,
    "tokenCount" INTEGER NOT NULL,
    "documentCount" INTEGER NOT NULL,
    "idsSha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CalibrationConfig_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScoreRun" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "calibrationConfigId" UUID NOT NULL,
    "studyId" UUID,
    "jobId" UUID,
    "attempt" INTEGER,
    "importId" UUID,
    "recordingId" UUID,
    "protocol" TEXT NOT NULL,
    "comparability" JSONB NOT NULL,
    "comparabilityDigest" TEXT NOT NULL,
    "resamplingUnit" TEXT NOT NULL,
    "bootstrapSeed" INTEGER NOT NULL,
    "bootstrapDraws" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "device" TEXT,
    "providerFallback" TEXT,
    "selfCheck" JSONB,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "precision" TEXT NOT NULL,
    "windowCount" INTEGER NOT NULL,
    "tokenCount" INTEGER NOT NULL,
    "documentCount" INTEGER NOT NULL,
    "tokensPerSecond" DOUBLE PRECISION NOT NULL,
    "nllSum" DOUBLE PRECISION NOT NULL,
    "nllPerWindow" DOUBLE PRECISION[],
    "hiddenNorm" JSONB NOT NULL,
    "cosineMatrix" JSONB NOT NULL,
    "angularLastToken" JSONB NOT NULL,
    "settlement" JSONB,
    "searches" JSONB NOT NULL DEFAULT '[]',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ScoreRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LayerScore" (
    "id" UUID NOT NULL,
    "scoreRunId" UUID NOT NULL,
    "layerId" UUID NOT NULL,
    "layerIndex" INTEGER NOT NULL,
    "metric" TEXT NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "count" INTEGER NOT NULL,
    "undefinedCount" INTEGER NOT NULL,
    "mean" DOUBLE PRECISION,
    "variance" DOUBLE PRECISION,
    "standardError" DOUBLE PRECISION,
    "confidenceLow" DOUBLE PRECISION,
    "confidenceHigh" DOUBLE PRECISION,
    "rank" INTEGER,
    "rankLow" INTEGER,
    "rankHigh" INTEGER,
    "lowestProbability" DOUBLE PRECISION[],

    CONSTRAINT "LayerScore_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScoreUnit" (
    "id" UUID NOT NULL,
    "scoreRunId" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "sum" DOUBLE PRECISION[],
    "count" INTEGER[],
    "undefinedCount" INTEGER[],

    CONSTRAINT "ScoreUnit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SpanScore" (
    "id" UUID NOT NULL,
    "scoreRunId" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "length" INTEGER NOT NULL,
    "value" DOUBLE PRECISION,
    "count" INTEGER NOT NULL,

    CONSTRAINT "SpanScore_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Study" (
    "id" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "status" "StudyStatus" NOT NULL DEFAULT 'QUEUED',
    "request" JSONB NOT NULL,
    "idempotencyKey" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Study_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Pruning" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "scoreRunId" UUID,
    "studyId" UUID,
    "jobId" UUID,
    "attempt" INTEGER,
    "recordingId" UUID,
    "digest" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "seed" INTEGER,
    "protectFirst" BOOLEAN NOT NULL DEFAULT false,
    "protectLast" BOOLEAN NOT NULL DEFAULT false,
    "isImported" BOOLEAN NOT NULL DEFAULT false,
    "units" TEXT[] DEFAULT ARRAY['block']::TEXT[],
    "change" JSONB NOT NULL,
    "changeKey" TEXT NOT NULL,
    "order" JSONB NOT NULL,
    "removedCount" INTEGER NOT NULL,
    "removedBlockRatio" DOUBLE PRECISION NOT NULL,
    "removedParameterRatio" DOUBLE PRECISION NOT NULL,
    "parametersBefore" BIGINT NOT NULL,
    "parametersAfter" BIGINT NOT NULL,
    "bytesBefore" BIGINT,
    "bytesAfter" BIGINT,
    "cacheBytesPerToken" INTEGER,
    "plan" JSONB NOT NULL,
    "artefactPath" TEXT,
    "artefactSha256" TEXT,
    "artefactFiles" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Pruning_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Benchmark" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "chance" DOUBLE PRECISION,
    "documentCount" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Benchmark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Evaluation" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "pruningId" UUID,
    "benchmarkId" UUID NOT NULL,
    "jobId" UUID,
    "attempt" INTEGER,
    "importId" UUID,
    "recordingId" UUID,
    "digest" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "shots" INTEGER NOT NULL DEFAULT 0,
    "value" DOUBLE PRECISION NOT NULL,
    "standardError" DOUBLE PRECISION,
    "sum" DOUBLE PRECISION NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "retention" DOUBLE PRECISION,
    "retentionStandardError" DOUBLE PRECISION,
    "difference" DOUBLE PRECISION,
    "differenceStandardError" DOUBLE PRECISION,
    "differenceLow" DOUBLE PRECISION,
    "differenceHigh" DOUBLE PRECISION,
    "differenceMethod" TEXT,
    "lostCount" INTEGER,
    "gainedCount" INTEGER,
    "mcNemarP" DOUBLE PRECISION,
    "denseId" UUID,
    "protocol" TEXT NOT NULL,
    "comparability" JSONB NOT NULL,
    "comparabilityDigest" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "device" TEXT,
    "providerFallback" TEXT,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "precision" TEXT NOT NULL,
    "provenance" TEXT NOT NULL DEFAULT 'scorer',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Evaluation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TextEvaluation" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "pruningId" UUID,
    "originalId" UUID,
    "jobId" UUID,
    "attempt" INTEGER,
    "recordingId" UUID,
    "digest" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "reading" JSONB NOT NULL,
    "text" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "textSha256" TEXT NOT NULL,
    "contextTokens" INTEGER NOT NULL,
    "idsSha256" TEXT NOT NULL,
    "wholeNats" DOUBLE PRECISION[],
    "nats" DOUBLE PRECISION[],
    "tokens" INTEGER[],
    "positions" INTEGER[],
    "agreeing" INTEGER[],
    "windowCount" INTEGER NOT NULL,
    "tokenCount" INTEGER NOT NULL,
    "meanNats" DOUBLE PRECISION NOT NULL,
    "logLoss" DOUBLE PRECISION,
    "standardError" DOUBLE PRECISION,
    "changedWords" DOUBLE PRECISION,
    "provider" TEXT NOT NULL,
    "device" TEXT,
    "providerFallback" TEXT,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "precision" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TextEvaluation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QuantizedRetention" (
    "id" UUID NOT NULL,
    "originalId" UUID NOT NULL,
    "standardError" DOUBLE PRECISION,

    CONSTRAINT "QuantizedRetention_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ResultImport" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "contentSha256" TEXT NOT NULL,
    "revisionId" UUID NOT NULL,
    "submittedBy" TEXT NOT NULL,
    "skipped" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ResultImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Recording" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "device" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "hasAnswers" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sample" (
    "id" UUID NOT NULL,
    "evaluationId" UUID NOT NULL,
    "documentId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "logLikelihoods" DOUBLE PRECISION[],
    "gold" INTEGER,
    "value" DOUBLE PRECISION,
    "metrics" JSONB NOT NULL,

    CONSTRAINT "Sample_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Efficiency" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "pruningId" UUID,
    "jobId" UUID,
    "attempt" INTEGER,
    "recordingId" UUID,
    "digest" TEXT NOT NULL,
    "machine" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "providerFallback" TEXT,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "machineDigest" TEXT NOT NULL,
    "precision" TEXT NOT NULL,
    "batch" INTEGER NOT NULL,
    "promptTokens" INTEGER NOT NULL,
    "generatedTokens" INTEGER NOT NULL,
    "warmUps" INTEGER NOT NULL,
    "rounds" INTEGER NOT NULL DEFAULT 1,
    "repetitions" INTEGER NOT NULL,
    "prefillTokensPerSecond" DOUBLE PRECISION NOT NULL,
    "prefillLow" DOUBLE PRECISION NOT NULL,
    "prefillHigh" DOUBLE PRECISION NOT NULL,
    "decodeTokensPerSecond" DOUBLE PRECISION,
    "decodeLow" DOUBLE PRECISION,
    "decodeHigh" DOUBLE PRECISION,
    "prefillRatio" DOUBLE PRECISION,
    "prefillRatioLow" DOUBLE PRECISION,
    "prefillRatioHigh" DOUBLE PRECISION,
    "decodeRatio" DOUBLE PRECISION,
    "decodeRatioLow" DOUBLE PRECISION,
    "decodeRatioHigh" DOUBLE PRECISION,
    "measuredAlone" BOOLEAN NOT NULL DEFAULT false,
    "peakMemoryBytes" BIGINT NOT NULL,
    "baseMemoryBytes" BIGINT NOT NULL,
    "weightsBytes" BIGINT NOT NULL,
    "parameterCount" BIGINT NOT NULL,
    "cacheBytesPerToken" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Efficiency_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublishedResult" (
    "id" UUID NOT NULL,
    "paper" TEXT NOT NULL,
    "url" TEXT,
    "table" TEXT NOT NULL,
    "row" TEXT NOT NULL,
    "column" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "benchmark" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "removedRatio" DOUBLE PRECISION,
    "ratioKind" TEXT,
    "note" TEXT,
    "verification" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PublishedResult_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" UUID NOT NULL,
    "studyId" UUID,
    "modelId" UUID,
    "idempotencyKey" TEXT,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "payload" JSONB NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'QUEUED',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "requiredProvider" TEXT,
    "requestId" TEXT,
    "submittedBy" TEXT,
    "traceParent" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "maxAttempts" INTEGER NOT NULL DEFAULT 3,
    "dependsOn" UUID[],
    "progressPhase" TEXT,
    "progressDone" INTEGER NOT NULL DEFAULT 0,
    "progressTotal" INTEGER NOT NULL DEFAULT 0,
    "progressNote" TEXT,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" UUID NOT NULL,
    "jobId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "workerId" TEXT NOT NULL,
    "status" "AttemptStatus" NOT NULL DEFAULT 'RUNNING',
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "finishedAt" TIMESTAMPTZ(3),
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "checkpoint" JSONB,
    "lateWrites" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "JobEvent" (
    "id" UUID NOT NULL,
    "jobId" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "level" TEXT NOT NULL DEFAULT 'info',
    "message" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "JobEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Worker" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "device" TEXT NOT NULL,
    "providers" TEXT[],
    "modelFolders" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "versions" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "drainRequestedAt" TIMESTAMPTZ(3),
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" UUID NOT NULL,
    "viewer" TEXT NOT NULL,
    "tokenId" UUID,
    "requestId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "outcome" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
-- UNLOGGED: a budget is written with each request and must not wait for the disk. After a crash every caller has its full budget.
CREATE UNLOGGED TABLE "RateBudget" (
    "caller" TEXT NOT NULL,
    "fullAt" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "RateBudget_pkey" PRIMARY KEY ("caller")
);

-- CreateTable
CREATE TABLE "Comparison" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "view" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Comparison_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Release" (
    "id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "authors" TEXT[],
    "url" TEXT,
    "licence" TEXT,
    "publishedBy" TEXT NOT NULL,
    "apiVersion" TEXT NOT NULL,
    "files" JSONB,
    "sha256" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "publishedAt" TIMESTAMPTZ(3),
    "idempotencyKey" TEXT,

    CONSTRAINT "Release_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ModelFamily_slug_key" ON "ModelFamily"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Model_slug_key" ON "Model"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Model_currentRevisionId_key" ON "Model"("currentRevisionId");

-- CreateIndex
CREATE INDEX "Model_derivedFromId_idx" ON "Model"("derivedFromId");

-- CreateIndex
CREATE INDEX "Model_familyId_id_idx" ON "Model"("familyId", "id");

-- CreateIndex
CREATE INDEX "Model_name_id_idx" ON "Model"("name", "id");

-- CreateIndex
CREATE INDEX "Model_createdAt_id_idx" ON "Model"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ModelRevision_blockCount_id_idx" ON "ModelRevision"("blockCount", "id");

-- CreateIndex
CREATE INDEX "ModelRevision_parameterCount_id_idx" ON "ModelRevision"("parameterCount", "id");

-- CreateIndex
CREATE INDEX "ModelRevision_createdAt_id_idx" ON "ModelRevision"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ModelRevision_modelId_digest_key" ON "ModelRevision"("modelId", "digest");

-- CreateIndex
CREATE INDEX "Layer_kind_id_idx" ON "Layer"("kind", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Layer_revisionId_index_key" ON "Layer"("revisionId", "index");

-- CreateIndex
CREATE UNIQUE INDEX "CalibrationSet_slug_key" ON "CalibrationSet"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "CalibrationSet_textSha256_key" ON "CalibrationSet"("textSha256");

-- CreateIndex
CREATE UNIQUE INDEX "CalibrationConfig_digest_key" ON "CalibrationConfig"("digest");

-- CreateIndex
CREATE INDEX "CalibrationConfig_calibrationSetId_id_idx" ON "CalibrationConfig"("calibrationSetId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ScoreRun_jobId_key" ON "ScoreRun"("jobId");

-- CreateIndex
CREATE INDEX "ScoreRun_revisionId_id_idx" ON "ScoreRun"("revisionId", "id");

-- CreateIndex
CREATE INDEX "ScoreRun_createdAt_id_idx" ON "ScoreRun"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ScoreRun_protocol_id_idx" ON "ScoreRun"("protocol", "id");

-- CreateIndex
CREATE INDEX "ScoreRun_studyId_id_idx" ON "ScoreRun"("studyId", "id");

-- CreateIndex
CREATE INDEX "ScoreRun_comparabilityDigest_idx" ON "ScoreRun"("comparabilityDigest");

-- CreateIndex
CREATE INDEX "ScoreRun_importId_idx" ON "ScoreRun"("importId");

-- CreateIndex
CREATE INDEX "ScoreRun_recordingId_idx" ON "ScoreRun"("recordingId");

-- CreateIndex
CREATE INDEX "LayerScore_layerId_metric_id_idx" ON "LayerScore"("layerId", "metric", "id");

-- CreateIndex
CREATE INDEX "LayerScore_metric_layerIndex_id_idx" ON "LayerScore"("metric", "layerIndex", "id");

-- CreateIndex
CREATE INDEX "LayerScore_metric_mean_id_idx" ON "LayerScore"("metric", "mean", "id");

-- CreateIndex
CREATE UNIQUE INDEX "LayerScore_scoreRunId_metric_layerIndex_key" ON "LayerScore"("scoreRunId", "metric", "layerIndex");

-- CreateIndex
CREATE UNIQUE INDEX "ScoreUnit_scoreRunId_metric_position_key" ON "ScoreUnit"("scoreRunId", "metric", "position");

-- CreateIndex
CREATE UNIQUE INDEX "SpanScore_scoreRunId_metric_length_start_key" ON "SpanScore"("scoreRunId", "metric", "length", "start");

-- CreateIndex
CREATE UNIQUE INDEX "Study_idempotencyKey_key" ON "Study"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Study_modelId_id_idx" ON "Study"("modelId", "id");

-- CreateIndex
CREATE INDEX "Study_status_id_idx" ON "Study"("status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Pruning_digest_key" ON "Pruning"("digest");

-- CreateIndex
CREATE INDEX "Pruning_revisionId_strategy_removedCount_idx" ON "Pruning"("revisionId", "strategy", "removedCount");

-- CreateIndex
CREATE INDEX "Pruning_strategy_removedCount_id_idx" ON "Pruning"("strategy", "removedCount", "id");

-- CreateIndex
CREATE INDEX "Pruning_removedBlockRatio_id_idx" ON "Pruning"("removedBlockRatio", "id");

-- CreateIndex
CREATE INDEX "Pruning_scoreRunId_idx" ON "Pruning"("scoreRunId");

-- CreateIndex
CREATE INDEX "Pruning_studyId_id_idx" ON "Pruning"("studyId", "id");

-- CreateIndex
CREATE INDEX "Pruning_jobId_idx" ON "Pruning"("jobId");

-- CreateIndex
CREATE INDEX "Pruning_recordingId_idx" ON "Pruning"("recordingId");

-- CreateIndex
CREATE INDEX "Benchmark_category_id_idx" ON "Benchmark"("category", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Benchmark_name_version_digest_key" ON "Benchmark"("name", "version", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "Evaluation_digest_key" ON "Evaluation"("digest");

-- CreateIndex
CREATE INDEX "Evaluation_revisionId_benchmarkId_metric_idx" ON "Evaluation"("revisionId", "benchmarkId", "metric");

-- CreateIndex
CREATE INDEX "Evaluation_pruningId_idx" ON "Evaluation"("pruningId");

-- CreateIndex
CREATE INDEX "Evaluation_benchmarkId_metric_value_id_idx" ON "Evaluation"("benchmarkId", "metric", "value", "id");

-- CreateIndex
CREATE INDEX "Evaluation_protocol_id_idx" ON "Evaluation"("protocol", "id");

-- CreateIndex
CREATE INDEX "Evaluation_retention_id_idx" ON "Evaluation"("retention", "id");

-- CreateIndex
CREATE INDEX "Evaluation_denseId_idx" ON "Evaluation"("denseId");

-- CreateIndex
CREATE INDEX "Evaluation_importId_idx" ON "Evaluation"("importId");

-- CreateIndex
CREATE INDEX "Evaluation_jobId_idx" ON "Evaluation"("jobId");

-- CreateIndex
CREATE INDEX "Evaluation_recordingId_idx" ON "Evaluation"("recordingId");

-- CreateIndex
CREATE UNIQUE INDEX "TextEvaluation_digest_key" ON "TextEvaluation"("digest");

-- CreateIndex
CREATE INDEX "TextEvaluation_revisionId_text_id_idx" ON "TextEvaluation"("revisionId", "text", "id");

-- CreateIndex
CREATE INDEX "TextEvaluation_pruningId_idx" ON "TextEvaluation"("pruningId");

-- CreateIndex
CREATE INDEX "TextEvaluation_originalId_idx" ON "TextEvaluation"("originalId");

-- CreateIndex
CREATE INDEX "TextEvaluation_jobId_idx" ON "TextEvaluation"("jobId");

-- CreateIndex
CREATE INDEX "TextEvaluation_recordingId_idx" ON "TextEvaluation"("recordingId");

-- CreateIndex
CREATE INDEX "TextEvaluation_logLoss_id_idx" ON "TextEvaluation"("logLoss", "id");

-- CreateIndex
CREATE INDEX "QuantizedRetention_originalId_idx" ON "QuantizedRetention"("originalId");

-- CreateIndex
CREATE UNIQUE INDEX "ResultImport_digest_key" ON "ResultImport"("digest");

-- CreateIndex
CREATE INDEX "ResultImport_revisionId_id_idx" ON "ResultImport"("revisionId", "id");

-- CreateIndex
CREATE INDEX "ResultImport_createdAt_id_idx" ON "ResultImport"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Recording_digest_key" ON "Recording"("digest");

-- CreateIndex
CREATE INDEX "Recording_recordedAt_id_idx" ON "Recording"("recordedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Sample_evaluationId_position_key" ON "Sample"("evaluationId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Efficiency_digest_key" ON "Efficiency"("digest");

-- CreateIndex
CREATE INDEX "Efficiency_revisionId_id_idx" ON "Efficiency"("revisionId", "id");

-- CreateIndex
CREATE INDEX "Efficiency_pruningId_idx" ON "Efficiency"("pruningId");

-- CreateIndex
CREATE INDEX "Efficiency_recordingId_idx" ON "Efficiency"("recordingId");

-- CreateIndex
CREATE INDEX "Efficiency_machineDigest_id_idx" ON "Efficiency"("machineDigest", "id");

-- CreateIndex
CREATE INDEX "PublishedResult_model_method_idx" ON "PublishedResult"("model", "method");

-- CreateIndex
CREATE INDEX "PublishedResult_benchmark_id_idx" ON "PublishedResult"("benchmark", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PublishedResult_paper_table_row_column_key" ON "PublishedResult"("paper", "table", "row", "column");

-- CreateIndex
CREATE UNIQUE INDEX "Job_idempotencyKey_key" ON "Job"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Job_modelId_id_idx" ON "Job"("modelId", "id");

-- CreateIndex
CREATE INDEX "Job_status_id_idx" ON "Job"("status", "id");

-- CreateIndex
CREATE INDEX "Job_kind_id_idx" ON "Job"("kind", "id");

-- CreateIndex
CREATE INDEX "Job_studyId_id_idx" ON "Job"("studyId", "id");

-- CreateIndex
CREATE INDEX "Job_createdAt_id_idx" ON "Job"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Job_updatedAt_id_idx" ON "Job"("updatedAt", "id");

-- CreateIndex
CREATE INDEX "Attempt_status_heartbeatAt_idx" ON "Attempt"("status", "heartbeatAt");

-- CreateIndex
CREATE INDEX "Attempt_workerId_status_idx" ON "Attempt"("workerId", "status");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_jobId_number_key" ON "Attempt"("jobId", "number");

-- CreateIndex
CREATE INDEX "JobEvent_jobId_id_idx" ON "JobEvent"("jobId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Worker_name_key" ON "Worker"("name");

-- CreateIndex
CREATE INDEX "Worker_heartbeatAt_id_idx" ON "Worker"("heartbeatAt", "id");

-- CreateIndex
CREATE INDEX "Worker_startedAt_id_idx" ON "Worker"("startedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_prefix_key" ON "ApiToken"("prefix");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_digest_key" ON "ApiToken"("digest");

-- CreateIndex
CREATE INDEX "AuditEntry_createdAt_id_idx" ON "AuditEntry"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Comparison_slug_key" ON "Comparison"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Release_version_key" ON "Release"("version");

-- CreateIndex
CREATE UNIQUE INDEX "Release_idempotencyKey_key" ON "Release"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Release_createdAt_id_idx" ON "Release"("createdAt", "id");

-- CreateTable
CREATE TABLE "PublishedSource" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "url" TEXT,
    "revision" TEXT,
    "licence" TEXT NOT NULL,
    "credit" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "submittedBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PublishedSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contribution" (
    "id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "sourceId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "contributor" TEXT NOT NULL,
    "weightsSha256" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "checks" JSONB NOT NULL,
    "verification" JSONB,
    "submittedBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Contribution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublishedModel" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hubId" TEXT,
    "aliases" TEXT[],
    "maker" TEXT,
    "generation" TEXT,
    "version" DOUBLE PRECISION,
    "architecture" TEXT,
    "blockCount" INTEGER NOT NULL,
    "hiddenSize" INTEGER,
    "feedForwardKind" TEXT,
    "parameterCount" BIGINT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PublishedModel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublishedLayerScore" (
    "id" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "blockIndex" INTEGER,
    "operation" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "unitOfValue" TEXT NOT NULL,
    "measurements" INTEGER NOT NULL DEFAULT 1,
    "floor" DOUBLE PRECISION,
    "blockKind" TEXT,
    "baseline" TEXT,
    "text" TEXT,
    "tokens" BIGINT,
    "notes" TEXT,
    "flag" TEXT,
    "doubt" TEXT,

    CONSTRAINT "PublishedLayerScore_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublishedSpan" (
    "id" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "firstBlock" INTEGER NOT NULL,
    "blockCount" INTEGER NOT NULL,
    "operation" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "unitOfValue" TEXT NOT NULL,
    "text" TEXT,
    "notes" TEXT,

    CONSTRAINT "PublishedSpan_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "PublishedSource_slug_key" ON "PublishedSource"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Contribution_digest_key" ON "Contribution"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "Contribution_sourceId_key" ON "Contribution"("sourceId");

-- CreateIndex
CREATE INDEX "Contribution_modelId_idx" ON "Contribution"("modelId");

-- CreateIndex
CREATE INDEX "Contribution_createdAt_id_idx" ON "Contribution"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PublishedModel_slug_key" ON "PublishedModel"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "PublishedModel_hubId_key" ON "PublishedModel"("hubId");

-- CreateIndex
CREATE INDEX "PublishedModel_generation_slug_idx" ON "PublishedModel"("generation", "slug");

-- CreateIndex
CREATE INDEX "PublishedLayerScore_modelId_unit_operation_unitOfValue_bloc_idx" ON "PublishedLayerScore"("modelId", "unit", "operation", "unitOfValue", "blockIndex");

-- CreateIndex
CREATE INDEX "PublishedLayerScore_sourceId_idx" ON "PublishedLayerScore"("sourceId");

-- CreateIndex
CREATE INDEX "PublishedSpan_modelId_operation_text_blockCount_firstBlock_idx" ON "PublishedSpan"("modelId", "operation", "text", "blockCount", "firstBlock");

-- CreateIndex
CREATE INDEX "PublishedSpan_sourceId_idx" ON "PublishedSpan"("sourceId");

-- AddForeignKey
ALTER TABLE "Contribution" ADD CONSTRAINT "Contribution_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "PublishedSource"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contribution" ADD CONSTRAINT "Contribution_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "PublishedModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublishedLayerScore" ADD CONSTRAINT "PublishedLayerScore_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "PublishedSource"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublishedLayerScore" ADD CONSTRAINT "PublishedLayerScore_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "PublishedModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublishedSpan" ADD CONSTRAINT "PublishedSpan_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "PublishedSource"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublishedSpan" ADD CONSTRAINT "PublishedSpan_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "PublishedModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_derivedFromId_fkey" FOREIGN KEY ("derivedFromId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_familyId_fkey" FOREIGN KEY ("familyId") REFERENCES "ModelFamily"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_currentRevisionId_fkey" FOREIGN KEY ("currentRevisionId") REFERENCES "ModelRevision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelRevision" ADD CONSTRAINT "ModelRevision_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Layer" ADD CONSTRAINT "Layer_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CalibrationConfig" ADD CONSTRAINT "CalibrationConfig_calibrationSetId_fkey" FOREIGN KEY ("calibrationSetId") REFERENCES "CalibrationSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_calibrationConfigId_fkey" FOREIGN KEY ("calibrationConfigId") REFERENCES "CalibrationConfig"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ResultImport"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LayerScore" ADD CONSTRAINT "LayerScore_scoreRunId_fkey" FOREIGN KEY ("scoreRunId") REFERENCES "ScoreRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LayerScore" ADD CONSTRAINT "LayerScore_layerId_fkey" FOREIGN KEY ("layerId") REFERENCES "Layer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreUnit" ADD CONSTRAINT "ScoreUnit_scoreRunId_fkey" FOREIGN KEY ("scoreRunId") REFERENCES "ScoreRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SpanScore" ADD CONSTRAINT "SpanScore_scoreRunId_fkey" FOREIGN KEY ("scoreRunId") REFERENCES "ScoreRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Study" ADD CONSTRAINT "Study_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Pruning" ADD CONSTRAINT "Pruning_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Pruning" ADD CONSTRAINT "Pruning_scoreRunId_fkey" FOREIGN KEY ("scoreRunId") REFERENCES "ScoreRun"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Pruning" ADD CONSTRAINT "Pruning_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Pruning" ADD CONSTRAINT "Pruning_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Pruning" ADD CONSTRAINT "Pruning_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_pruningId_fkey" FOREIGN KEY ("pruningId") REFERENCES "Pruning"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_benchmarkId_fkey" FOREIGN KEY ("benchmarkId") REFERENCES "Benchmark"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ResultImport"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_denseId_fkey" FOREIGN KEY ("denseId") REFERENCES "Evaluation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TextEvaluation" ADD CONSTRAINT "TextEvaluation_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TextEvaluation" ADD CONSTRAINT "TextEvaluation_pruningId_fkey" FOREIGN KEY ("pruningId") REFERENCES "Pruning"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TextEvaluation" ADD CONSTRAINT "TextEvaluation_originalId_fkey" FOREIGN KEY ("originalId") REFERENCES "TextEvaluation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TextEvaluation" ADD CONSTRAINT "TextEvaluation_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TextEvaluation" ADD CONSTRAINT "TextEvaluation_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QuantizedRetention" ADD CONSTRAINT "QuantizedRetention_id_fkey" FOREIGN KEY ("id") REFERENCES "Evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QuantizedRetention" ADD CONSTRAINT "QuantizedRetention_originalId_fkey" FOREIGN KEY ("originalId") REFERENCES "Evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResultImport" ADD CONSTRAINT "ResultImport_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sample" ADD CONSTRAINT "Sample_evaluationId_fkey" FOREIGN KEY ("evaluationId") REFERENCES "Evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_pruningId_fkey" FOREIGN KEY ("pruningId") REFERENCES "Pruning"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Job" ADD CONSTRAINT "Job_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Job" ADD CONSTRAINT "Job_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JobEvent" ADD CONSTRAINT "JobEvent_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Search reads any part of three texts, which only trigrams find by index. The extension comes with PostgreSQL, but a database may lack it,
-- forbid it or keep it where it is not found: search then reads every model, as it did before.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "Model_slug_name_description_idx" ON "Model" USING GIN ("slug" gin_trgm_ops, "name" gin_trgm_ops, "description" gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object THEN
  RAISE NOTICE 'No trigram index: %', SQLERRM;
END
$$;

-- Which run's numbers a revision is known by, for each metric: the one at place 1 of its protocol, and the one at place 1 of all protocols. In this order:
--   1. measured here before imported;
--   2. of the whole text before a part of it (some documents, first windows, or random windows until the lowest layers were known); of parts the one of most tokens;
--   3. of protocols, the one that was measured first: a later look at another text or window never replaces it;
--   4. within the protocol, the newest run.
-- `cut` leaves out what was stored later, for releases.
CREATE FUNCTION lamina_canonical_score_runs(cut timestamptz DEFAULT 'infinity')
RETURNS TABLE ("revisionId" uuid, "metric" text, "protocol" text, "scoreRunId" uuid, "placeInProtocol" bigint, "place" bigint)
LANGUAGE sql STABLE AS $$
  SELECT run."revisionId", run."metric", run."protocol", run."id",
    row_number() OVER (PARTITION BY run."revisionId", run."metric", run."protocol"
      ORDER BY run."isImported", run."isPart", run."partTokens" DESC, run."id" DESC),
    row_number() OVER (PARTITION BY run."revisionId", run."metric"
      ORDER BY run."isImported", run."isPart", run."partTokens" DESC, run."protocolBegan", run."id" DESC)
  FROM (
    SELECT sr."revisionId", s."metric", sr."protocol", sr."id", sr."importId" IS NOT NULL AS "isImported", part."isPart",
      CASE WHEN part."isPart" THEN sr."tokenCount" ELSE 0 END AS "partTokens",
      min(sr."createdAt") OVER (PARTITION BY sr."revisionId", s."metric", sr."protocol", sr."importId" IS NOT NULL, part."isPart") AS "protocolBegan"
    FROM "ScoreRun" sr
    JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId"
    CROSS JOIN LATERAL (
      SELECT c."documentPart" IS NOT NULL OR c."windowLimit" IS NOT NULL OR c."drawSeed" IS NOT NULL AS "isPart"
    ) AS part
    JOIN "LayerScore" s ON s."scoreRunId" = sr."id" AND s."layerIndex" = 0
    WHERE sr."createdAt" <= cut
  ) AS run
$$;

-- Pairs whole quantized forms with the newest evaluation of their original in the same protocol, where one of the two is among the stored evaluations. The
-- standard error is that of a ratio of means over the documents that both answered (delta method, as in pairedRetentions).
CREATE FUNCTION lamina_pair_quantized_forms(stored uuid[]) RETURNS void LANGUAGE sql AS $$
  WITH evaluated AS (
    SELECT e.*, r."modelId" FROM "Evaluation" e JOIN "ModelRevision" r ON r."id" = e."revisionId" WHERE e."id" = ANY(stored) AND e."pruningId" IS NULL
  ), touched AS (
    SELECT e."id" FROM evaluated e
    UNION
    SELECT q."id" FROM evaluated e JOIN "Model" m ON m."derivedFromId" = e."modelId" JOIN "ModelRevision" r ON r."modelId" = m."id"
      JOIN "Evaluation" q ON q."revisionId" = r."id" AND q."benchmarkId" = e."benchmarkId" AND q."metric" = e."metric" AND q."protocol" = e."protocol"
    WHERE q."pruningId" IS NULL
  )
  INSERT INTO "QuantizedRetention" ("id", "originalId", "standardError")
  SELECT q."id", d."id", (
      SELECT stddev_samp(a."value" - q."value" / nullif(d."value", 0) * c."value") / nullif(d."value", 0) / sqrt(count(*))
      FROM "Sample" a JOIN "Sample" c ON c."evaluationId" = d."id" AND c."position" = a."position" AND c."documentId" = a."documentId"
      WHERE a."evaluationId" = q."id" AND a."value" IS NOT NULL AND c."value" IS NOT NULL)
  FROM touched JOIN "Evaluation" q ON q."id" = touched."id" JOIN "ModelRevision" r ON r."id" = q."revisionId" JOIN "Model" m ON m."id" = r."modelId"
  CROSS JOIN LATERAL (
    SELECT e."id", e."value" FROM "ModelRevision" o JOIN "Evaluation" e ON e."revisionId" = o."id"
    WHERE o."modelId" = m."derivedFromId" AND e."pruningId" IS NULL AND e."protocol" = q."protocol" AND e."benchmarkId" = q."benchmarkId" AND e."metric" = q."metric"
    ORDER BY e."id" DESC LIMIT 1
  ) AS d
  WHERE m."quantization" IS NOT NULL
  ON CONFLICT ("id") DO UPDATE SET "originalId" = EXCLUDED."originalId", "standardError" = EXCLUDED."standardError";
$$;

-- A release never changes. Its createdAt is the cut: measured rows (score runs with their scores, prunings, evaluations with their samples, speeds)
-- that are as old as the newest cut belong to a release. They can neither change nor go, and no row can come to be that old.

CREATE FUNCTION lamina_newest_cut() RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT max("createdAt") FROM "Release");
END $$;

CREATE FUNCTION lamina_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'LM001', MESSAGE = what || ': a data release holds it, and a release never changes';
END $$;

-- A published release can neither change nor go; one whose files are being written can.
CREATE FUNCTION lamina_keep_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."publishedAt" IS NOT NULL THEN PERFORM lamina_refuse('release ' || OLD."version"); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_is_kept BEFORE UPDATE OR DELETE ON "Release" FOR EACH ROW EXECUTE FUNCTION lamina_keep_release();

-- A row that claims to be as old as a cut is made younger. A publisher locks out writers while it takes its cut.
CREATE FUNCTION lamina_store_after_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."createdAt" <= lamina_newest_cut() THEN
    NEW."createdAt" := date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER score_run_is_new BEFORE INSERT ON "ScoreRun" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER pruning_is_new BEFORE INSERT ON "Pruning" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER evaluation_is_new BEFORE INSERT ON "Evaluation" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER text_evaluation_is_new BEFORE INSERT ON "TextEvaluation" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER efficiency_is_new BEFORE INSERT ON "Efficiency" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();

-- Released rows stay as they are. Writing the same values again is no change.
CREATE FUNCTION lamina_keep_updated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF cut IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT 1 FROM old_rows AS o LEFT JOIN new_rows AS n ON n."id" = o."id"
    WHERE (o."createdAt" <= cut AND n IS DISTINCT FROM o) OR (o."createdAt" > cut AND n."createdAt" <= cut)
  ) THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION lamina_keep_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF EXISTS (SELECT 1 FROM old_rows WHERE "createdAt" <= cut) THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER score_run_is_kept AFTER UPDATE ON "ScoreRun" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER score_run_stays AFTER DELETE ON "ScoreRun" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER pruning_is_kept AFTER UPDATE ON "Pruning" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER pruning_stays AFTER DELETE ON "Pruning" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER evaluation_is_kept AFTER UPDATE ON "Evaluation" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER evaluation_stays AFTER DELETE ON "Evaluation" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER text_evaluation_is_kept AFTER UPDATE ON "TextEvaluation" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER text_evaluation_stays AFTER DELETE ON "TextEvaluation" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER efficiency_is_kept AFTER UPDATE ON "Efficiency" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER efficiency_stays AFTER DELETE ON "Efficiency" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();

-- Rows that are part of a released score run or evaluation: none is added, changed or taken away.
CREATE FUNCTION lamina_keep_run_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF cut IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT 1 FROM changed_rows AS c JOIN "ScoreRun" AS parent ON parent."id" = c."scoreRunId" WHERE parent."createdAt" <= cut)
  THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION lamina_keep_evaluation_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF cut IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT 1 FROM changed_rows AS c JOIN "Evaluation" AS parent ON parent."id" = c."evaluationId" WHERE parent."createdAt" <= cut)
  THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER layer_score_is_not_added AFTER INSERT ON "LayerScore" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER layer_score_is_kept AFTER UPDATE ON "LayerScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER layer_score_stays AFTER DELETE ON "LayerScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER span_score_is_not_added AFTER INSERT ON "SpanScore" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER span_score_is_kept AFTER UPDATE ON "SpanScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER span_score_stays AFTER DELETE ON "SpanScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER sample_is_not_added AFTER INSERT ON "Sample" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_evaluation_part();
CREATE TRIGGER sample_is_kept AFTER UPDATE ON "Sample" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_evaluation_part();
CREATE TRIGGER sample_stays AFTER DELETE ON "Sample" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_evaluation_part();

-- TRUNCATE passes by the triggers above.
CREATE FUNCTION lamina_keep_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF lamina_newest_cut() IS NOT NULL THEN PERFORM lamina_refuse('table ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER release_table_stays BEFORE TRUNCATE ON "Release" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER score_run_table_stays BEFORE TRUNCATE ON "ScoreRun" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER layer_score_table_stays BEFORE TRUNCATE ON "LayerScore" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER span_score_table_stays BEFORE TRUNCATE ON "SpanScore" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER pruning_table_stays BEFORE TRUNCATE ON "Pruning" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER evaluation_table_stays BEFORE TRUNCATE ON "Evaluation" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER text_evaluation_table_stays BEFORE TRUNCATE ON "TextEvaluation" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER sample_table_stays BEFORE TRUNCATE ON "Sample" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER efficiency_table_stays BEFORE TRUNCATE ON "Efficiency" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
