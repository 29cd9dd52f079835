-- AlterTable
ALTER TABLE "ScoreRun" ADD COLUMN     "repairedSearch" JSONB;
