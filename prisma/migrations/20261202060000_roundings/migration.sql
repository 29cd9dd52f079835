-- CreateTable
CREATE TABLE "Rounding" (
    "id" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "jobId" UUID,
    "attempt" INTEGER,
    "recordingId" UUID,
    "digest" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "layerIndex" INTEGER,
    "type" TEXT NOT NULL,
    "storedTypes" TEXT[],
    "weightCount" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "textSha256" TEXT NOT NULL,
    "window" INTEGER NOT NULL,
    "windowLimit" INTEGER NOT NULL,
    "idsSha256" TEXT NOT NULL,
    "nats" DOUBLE PRECISION[],
    "positions" INTEGER[],
    "windowCount" INTEGER NOT NULL,
    "positionCount" INTEGER NOT NULL,
    "divergence" DOUBLE PRECISION,
    "standardError" DOUBLE PRECISION,
    "provider" TEXT NOT NULL,
    "device" TEXT,
    "providerFallback" TEXT,
    "runtimeVersion" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "precision" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Rounding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Rounding_digest_key" ON "Rounding"("digest");

-- CreateIndex
CREATE INDEX "Rounding_revisionId_type_unit_layerIndex_idx" ON "Rounding"("revisionId", "type", "unit", "layerIndex");

-- CreateIndex
CREATE INDEX "Rounding_jobId_idx" ON "Rounding"("jobId");

-- CreateIndex
CREATE INDEX "Rounding_recordingId_idx" ON "Rounding"("recordingId");

-- CreateIndex
CREATE INDEX "Rounding_divergence_id_idx" ON "Rounding"("divergence", "id");

-- AddForeignKey
ALTER TABLE "Rounding" ADD CONSTRAINT "Rounding_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rounding" ADD CONSTRAINT "Rounding_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rounding" ADD CONSTRAINT "Rounding_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;
