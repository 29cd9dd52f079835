-- The newest migration that the worker of an attempt knows; empty for earlier attempts. Workers of this version refuse a database with other migrations.
-- Earlier ones do not, and some of their rows are wrong in a newer schema: as the column has no default, they cannot take jobs any more.
ALTER TABLE "Attempt" ADD COLUMN     "migration" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Attempt" ALTER COLUMN "migration" DROP DEFAULT;

-- They lose the jobs that they have now: a further attempt, of a worker that never was, refuses their writes. The next worker that looks for silent workers
-- queues these jobs again. Neither attempt counts.
UPDATE "Attempt" a
SET "status" = 'LOST', "finishedAt" = now(), "errorCode" = 'ATTEMPT_LOST', "errorMessage" = 'the database was migrated'
FROM "Job" j WHERE j."id" = a."jobId" AND j."attempt" = a."number" AND j."status" = 'RUNNING';
UPDATE "Job" SET "attempt" = "attempt" + 1, "maxAttempts" = "maxAttempts" + 2 WHERE "status" = 'RUNNING';
INSERT INTO "Attempt" ("id", "jobId", "number", "workerId", "heartbeatAt", "migration")
SELECT gen_random_uuid(), "id", "attempt", 'migration', now() - interval '1 day', '' FROM "Job" WHERE "status" = 'RUNNING';
