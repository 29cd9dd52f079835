-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "idempotencyKey" TEXT,
ADD COLUMN     "modelId" UUID;

-- CreateIndex
CREATE INDEX "Evaluation_jobId_idx" ON "Evaluation"("jobId");

-- CreateIndex
CREATE UNIQUE INDEX "Job_idempotencyKey_key" ON "Job"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Job_modelId_id_idx" ON "Job"("modelId", "id");

-- CreateIndex
CREATE INDEX "Pruning_jobId_idx" ON "Pruning"("jobId");

-- AddForeignKey
ALTER TABLE "Job" ADD CONSTRAINT "Job_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;
