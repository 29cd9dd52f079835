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
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "ScoreRun" ADD COLUMN     "recordingId" UUID;
ALTER TABLE "Pruning" ADD COLUMN     "recordingId" UUID;
ALTER TABLE "Evaluation" ADD COLUMN     "recordingId" UUID;
ALTER TABLE "Efficiency" ADD COLUMN     "recordingId" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "Recording_digest_key" ON "Recording"("digest");
CREATE INDEX "Recording_recordedAt_id_idx" ON "Recording"("recordedAt", "id");
CREATE INDEX "ScoreRun_recordingId_idx" ON "ScoreRun"("recordingId");
CREATE INDEX "Pruning_recordingId_idx" ON "Pruning"("recordingId");
CREATE INDEX "Evaluation_recordingId_idx" ON "Evaluation"("recordingId");
CREATE INDEX "Efficiency_recordingId_idx" ON "Efficiency"("recordingId");

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Pruning" ADD CONSTRAINT "Pruning_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE SET NULL ON UPDATE CASCADE;
