-- AlterTable
ALTER TABLE "ScoreRun" ADD COLUMN     "unitSearches" JSONB;
