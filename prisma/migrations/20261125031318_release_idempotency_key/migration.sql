-- AlterTable
ALTER TABLE "Release" ADD COLUMN     "idempotencyKey" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Release_idempotencyKey_key" ON "Release"("idempotencyKey");
