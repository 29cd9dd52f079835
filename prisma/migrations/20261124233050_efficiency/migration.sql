-- AlterTable
ALTER TABLE "Efficiency" ADD COLUMN     "attempt" INTEGER,
ADD COLUMN     "baseMemoryBytes" BIGINT NOT NULL,
ADD COLUMN     "cacheBytesPerToken" INTEGER,
ADD COLUMN     "decodeHigh" DOUBLE PRECISION,
ADD COLUMN     "decodeLow" DOUBLE PRECISION,
ADD COLUMN     "digest" TEXT NOT NULL,
ADD COLUMN     "jobId" UUID,
ADD COLUMN     "machine" TEXT NOT NULL,
ADD COLUMN     "machineDigest" TEXT NOT NULL,
ADD COLUMN     "parameterCount" BIGINT NOT NULL,
ADD COLUMN     "precision" TEXT NOT NULL,
ADD COLUMN     "prefillHigh" DOUBLE PRECISION NOT NULL,
ADD COLUMN     "prefillLow" DOUBLE PRECISION NOT NULL,
ADD COLUMN     "providerFallback" TEXT,
ADD COLUMN     "warmUps" INTEGER NOT NULL,
ALTER COLUMN "peakMemoryBytes" SET NOT NULL,
ALTER COLUMN "weightsBytes" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Efficiency_digest_key" ON "Efficiency"("digest");

-- CreateIndex
CREATE INDEX "Efficiency_machineDigest_id_idx" ON "Efficiency"("machineDigest", "id");

-- AddForeignKey
ALTER TABLE "Efficiency" ADD CONSTRAINT "Efficiency_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE;
