-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "submittedBy" TEXT;
