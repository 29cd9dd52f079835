-- AlterTable
ALTER TABLE "Worker" ADD COLUMN     "modelFolders" TEXT[] DEFAULT ARRAY[]::TEXT[];
