import type { Transaction } from '../connection/create-database.ts';

/** Marks a study as running when its first job starts. */
export async function startStudy(transaction: Transaction, studyId: string | null): Promise<void> {
  if (studyId !== null) await transaction.study.updateMany({ where: { id: studyId, status: 'QUEUED' }, data: { status: 'RUNNING' } });
}

/**
 * Updates a study's status from its jobs: finished if no job can still run; then failed takes precedence over cancelled, and cancelled over
 * succeeded.
 */
export async function refreshStudyStatus(transaction: Transaction, studyId: string | null): Promise<void> {
  if (studyId === null) return;
  await transaction.$executeRaw`
    WITH counts AS (
      SELECT count(*) FILTER (WHERE status IN ('WAITING', 'QUEUED', 'RUNNING')) AS open, count(*) FILTER (WHERE status = 'FAILED') AS failed,
        count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled
      FROM "Job" WHERE "studyId" = ${studyId}::uuid)
    UPDATE "Study" SET
      status = (CASE WHEN open > 0 THEN 'RUNNING' WHEN failed > 0 THEN 'FAILED' WHEN cancelled > 0 THEN 'CANCELLED' ELSE 'SUCCEEDED' END)::"StudyStatus",
      "finishedAt" = CASE WHEN open > 0 THEN NULL ELSE now() END
    FROM counts WHERE id = ${studyId}::uuid`;
}
