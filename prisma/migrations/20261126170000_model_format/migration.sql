-- AlterTable
ALTER TABLE "ModelRevision" ADD COLUMN     "format" TEXT,
ADD COLUMN     "storedTypes" JSONB;

-- Until now every model with files was an ONNX export; declared models have no files here.
UPDATE "ModelRevision" SET "format" = 'onnx' FROM "Model" m WHERE m."id" = "modelId" AND m."source" <> 'declared';
