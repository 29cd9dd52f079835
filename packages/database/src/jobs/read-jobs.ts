import type { Database } from '../connection/create-database.ts';
import type { JobPlacement } from './create-job.ts';

/** Which of these jobs have failed for good. */
export async function listFailedJobs({ prisma }: Database, jobIds: readonly string[]): Promise<readonly string[]> {
  const failed = await prisma.job.findMany({ where: { id: { in: [...jobIds] }, status: 'FAILED' }, select: { id: true } });
  return failed.map(({ id }) => id);
}

/** Keys of the jobs on which a job depends. */
export async function listNeededJobs(database: Database, jobId: string): Promise<readonly string[]> {
  return (await database.prisma.job.findUniqueOrThrow({ where: { id: jobId }, select: { dependsOn: true } })).dependsOn;
}

/** The placement of a job, for jobs that it submits. */
export async function getJobPlacement({ prisma }: Database, id: string): Promise<JobPlacement> {
  return await prisma.job.findUniqueOrThrow({
    where: { id },
    select: { priority: true, requiredProvider: true, requestId: true, submittedBy: true, traceParent: true },
  });
}
