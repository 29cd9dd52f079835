-- AlterTable
ALTER TABLE "ModelRevision" ADD COLUMN     "tokenClasses" JSONB;

-- AlterTable
ALTER TABLE "Pruning" ADD COLUMN     "caveat" TEXT;
