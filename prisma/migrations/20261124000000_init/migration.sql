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
    "lane" TEXT NOT NULL,
    "comparability" JSONB NOT NULL,
    "comparabilityDigest" TEXT NOT NULL,
    "resamplingUnit" TEXT NOT NULL,
    "bootstrapSeed" INTEGER NOT NULL,
    "bootstrapDraws" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
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
    "digest" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "seed" INTEGER,
    "removed" INTEGER[],
    "order" INTEGER[],
    "removedCount" INTEGER NOT NULL,
    "removedBlockRatio" DOUBLE PRECISION NOT NULL,
    "removedParameterRatio" DOUBLE PRECISION NOT NULL,
    "parametersBefore" BIGINT NOT NULL,
    "parametersAfter" BIGINT NOT NULL,
    "plan" JSONB NOT NULL,
    "artefactPath" TEXT,
    "artefactSha256" TEXT,
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
    "digest" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "shots" INTEGER NOT NULL DEFAULT 0,
    "value" DOUBLE PRECISION NOT NULL,
    "standardError" DOUBLE PRECISION,
    "sum" DOUBLE PRECISION NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "retention" DOUBLE PRECISION,
    "retentionStandardError" DOUBLE PRECISION,
    "denseId" UUID,
    "lane" TEXT NOT NULL,
    "comparability" JSONB NOT NULL,
    "comparabilityDigest" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "precision" TEXT NOT NULL,
    "provenance" TEXT NOT NULL DEFAULT 'scorer',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Evaluation_pkey" PRIMARY KEY ("id")
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
    "provider" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "batch" INTEGER NOT NULL,
    "promptTokens" INTEGER NOT NULL,
    "generatedTokens" INTEGER NOT NULL,
    "prefillTokensPerSecond" DOUBLE PRECISION NOT NULL,
    "decodeTokensPerSecond" DOUBLE PRECISION,
    "peakMemoryBytes" BIGINT,
    "weightsBytes" BIGINT,
    "repetitions" INTEGER NOT NULL,
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
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "payload" JSONB NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'QUEUED',
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
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "checkpoint" JSONB,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "JobEvent" (
    "id" UUID NOT NULL,
    "jobId" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "message" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "JobEvent_pkey" PRIMARY KEY ("id")
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
    "description" TEXT,
    "files" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Release_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ModelFamily_slug_key" ON "ModelFamily"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Model_slug_key" ON "Model"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Model_currentRevisionId_key" ON "Model"("currentRevisionId");

-- CreateIndex
CREATE INDEX "Model_familyId_id_idx" ON "Model"("familyId", "id");

-- CreateIndex
CREATE INDEX "Model_name_id_idx" ON "Model"("name", "id");

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
CREATE INDEX "ScoreRun_lane_id_idx" ON "ScoreRun"("lane", "id");

-- CreateIndex
CREATE INDEX "ScoreRun_studyId_id_idx" ON "ScoreRun"("studyId", "id");

-- CreateIndex
CREATE INDEX "ScoreRun_comparabilityDigest_idx" ON "ScoreRun"("comparabilityDigest");

-- CreateIndex
CREATE INDEX "LayerScore_layerId_metric_idx" ON "LayerScore"("layerId", "metric");

-- CreateIndex
CREATE INDEX "LayerScore_metric_layerIndex_id_idx" ON "LayerScore"("metric", "layerIndex", "id");

-- CreateIndex
CREATE UNIQUE INDEX "LayerScore_scoreRunId_metric_layerIndex_key" ON "LayerScore"("scoreRunId", "metric", "layerIndex");

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
CREATE INDEX "Pruning_studyId_id_idx" ON "Pruning"("studyId", "id");

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
CREATE INDEX "Evaluation_lane_id_idx" ON "Evaluation"("lane", "id");

-- CreateIndex
CREATE INDEX "Evaluation_retention_id_idx" ON "Evaluation"("retention", "id");

-- CreateIndex
CREATE INDEX "Evaluation_denseId_idx" ON "Evaluation"("denseId");

-- CreateIndex
CREATE UNIQUE INDEX "Sample_evaluationId_position_key" ON "Sample"("evaluationId", "position");

-- CreateIndex
CREATE INDEX "Efficiency_revisionId_id_idx" ON "Efficiency"("revisionId", "id");

-- CreateIndex
CREATE INDEX "Efficiency_pruningId_idx" ON "Efficiency"("pruningId");

-- CreateIndex
CREATE INDEX "PublishedResult_model_method_idx" ON "PublishedResult"("model", "method");

-- CreateIndex
CREATE INDEX "PublishedResult_benchmark_id_idx" ON "PublishedResult"("benchmark", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PublishedResult_paper_table_row_column_key" ON "PublishedResult"("paper", "table", "row", "column");

-- CreateIndex
CREATE INDEX "Job_status_id_idx" ON "Job"("status", "id");

-- CreateIndex
CREATE INDEX "Job_kind_id_idx" ON "Job"("kind", "id");

-- CreateIndex
CREATE INDEX "Job_studyId_id_idx" ON "Job"("studyId", "id");

-- CreateIndex
CREATE INDEX "Job_createdAt_id_idx" ON "Job"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Attempt_status_heartbeatAt_idx" ON "Attempt"("status", "heartbeatAt");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_jobId_number_key" ON "Attempt"("jobId", "number");

-- CreateIndex
CREATE INDEX "JobEvent_jobId_id_idx" ON "JobEvent"("jobId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_prefix_key" ON "ApiToken"("prefix");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_digest_key" ON "ApiToken"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "Comparison_slug_key" ON "Comparison"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Release_version_key" ON "Release"("version");

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
ALTER TABLE "LayerScore" ADD CONSTRAINT "LayerScore_scoreRunId_fkey" FOREIGN KEY ("scoreRunId") REFERENCES "ScoreRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LayerScore" ADD CONSTRAINT "LayerScore_layerId_fkey" FOREIGN KEY ("layerId") REFERENCES "Layer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

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
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_pruningId_fkey" FOREIGN KEY ("pruningId") REFERENCES "Pruning"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_benchmarkId_fkey" FOREIGN KEY ("benchmarkId") REFERENCES "Benchmark"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_denseId_fkey" FOREIGN KEY ("denseId") REFERENCES "Evaluation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sample" ADD CONSTRAINT "Sample_evaluationId_fkey" FOREIGN KEY ("evaluationId") REFERENCES "Evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_pruningId_fkey" FOREIGN KEY ("pruningId") REFERENCES "Pruning"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Job" ADD CONSTRAINT "Job_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JobEvent" ADD CONSTRAINT "JobEvent_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
