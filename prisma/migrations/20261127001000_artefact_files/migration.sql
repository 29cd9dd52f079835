-- AlterTable
ALTER TABLE "Pruning" ADD COLUMN     "artefactFiles" JSONB;
