-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "lateWrites" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "startedAt" SET DEFAULT clock_timestamp(),
ALTER COLUMN "heartbeatAt" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "requestId" TEXT,
ADD COLUMN     "requiredProvider" TEXT,
ADD COLUMN     "traceParent" TEXT;

-- AlterTable
ALTER TABLE "JobEvent" ADD COLUMN     "level" TEXT NOT NULL DEFAULT 'info',
ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();

-- CreateTable
CREATE TABLE "Worker" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "device" TEXT NOT NULL,
    "providers" TEXT[],
    "versions" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "drainRequestedAt" TIMESTAMPTZ(3),
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Worker_name_key" ON "Worker"("name");

-- CreateIndex
CREATE INDEX "Worker_heartbeatAt_id_idx" ON "Worker"("heartbeatAt", "id");

-- CreateIndex
CREATE INDEX "Worker_startedAt_id_idx" ON "Worker"("startedAt", "id");

-- CreateIndex
CREATE INDEX "Attempt_workerId_status_idx" ON "Attempt"("workerId", "status");
