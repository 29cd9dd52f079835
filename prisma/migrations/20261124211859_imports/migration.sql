-- AlterTable
ALTER TABLE "Evaluation" ADD COLUMN     "importId" UUID;

-- AlterTable
ALTER TABLE "ScoreRun" ADD COLUMN     "importId" UUID;

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

-- CreateIndex
CREATE UNIQUE INDEX "ResultImport_digest_key" ON "ResultImport"("digest");

-- CreateIndex
CREATE INDEX "ResultImport_revisionId_id_idx" ON "ResultImport"("revisionId", "id");

-- CreateIndex
CREATE INDEX "ResultImport_createdAt_id_idx" ON "ResultImport"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Evaluation_importId_idx" ON "Evaluation"("importId");

-- CreateIndex
CREATE INDEX "ScoreRun_importId_idx" ON "ScoreRun"("importId");

-- AddForeignKey
ALTER TABLE "ScoreRun" ADD CONSTRAINT "ScoreRun_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ResultImport"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ResultImport"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResultImport" ADD CONSTRAINT "ResultImport_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "ModelRevision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
