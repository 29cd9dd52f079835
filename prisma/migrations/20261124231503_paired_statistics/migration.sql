-- AlterTable
ALTER TABLE "CalibrationConfig" ADD COLUMN     "documentPart" TEXT;

-- AlterTable
ALTER TABLE "Evaluation" ADD COLUMN     "difference" DOUBLE PRECISION,
ADD COLUMN     "differenceHigh" DOUBLE PRECISION,
ADD COLUMN     "differenceLow" DOUBLE PRECISION,
ADD COLUMN     "differenceMethod" TEXT,
ADD COLUMN     "differenceStandardError" DOUBLE PRECISION,
ADD COLUMN     "gainedCount" INTEGER,
ADD COLUMN     "lostCount" INTEGER,
ADD COLUMN     "mcNemarP" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "Model" ADD COLUMN     "derivedFromId" UUID,
ADD COLUMN     "quantization" JSONB;

-- AlterTable
ALTER TABLE "Pruning" ADD COLUMN     "protectFirst" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "protectLast" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "ScoreRun" ADD COLUMN     "greedyNll" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[],
ADD COLUMN     "greedyOrder" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

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

-- CreateIndex
CREATE UNIQUE INDEX "ScoreUnit_scoreRunId_metric_position_key" ON "ScoreUnit"("scoreRunId", "metric", "position");

-- CreateIndex
CREATE INDEX "Model_derivedFromId_idx" ON "Model"("derivedFromId");

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_derivedFromId_fkey" FOREIGN KEY ("derivedFromId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreUnit" ADD CONSTRAINT "ScoreUnit_scoreRunId_fkey" FOREIGN KEY ("scoreRunId") REFERENCES "ScoreRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
