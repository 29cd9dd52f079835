-- AlterTable
ALTER TABLE "Pruning" ADD COLUMN     "cacheBytesPerToken" INTEGER,
ADD COLUMN     "lane" TEXT NOT NULL DEFAULT 'removal-only',
ADD COLUMN     "orderKinds" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "removedAttention" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "removedMlp" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "repair" JSONB,
ADD COLUMN     "repairKind" TEXT,
ADD COLUMN     "units" TEXT[] DEFAULT ARRAY['block']::TEXT[];

-- Prunings that were handed in have no job. The new column changes no measured value, so released rows may get it too.
ALTER TABLE "Pruning" DISABLE TRIGGER USER;
UPDATE "Pruning" SET "lane" = 'imported' WHERE "jobId" IS NULL;
ALTER TABLE "Pruning" ENABLE TRIGGER USER;
