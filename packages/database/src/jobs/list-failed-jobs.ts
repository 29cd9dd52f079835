import type { Database } from '../create-database.ts';

/** Which of these jobs have failed for good. */
export async function listFailedJobs({ prisma }: Database, jobIds: readonly string[]): Promise<readonly string[]> {
  const failed = await prisma.job.findMany({ where: { id: { in: [...jobIds] }, status: 'FAILED' }, select: { id: true } });
  return failed.map(({ id }) => id);
}
