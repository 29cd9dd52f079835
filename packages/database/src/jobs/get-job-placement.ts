import type { Database } from '../create-database.ts';
import type { JobPlacement } from './create-job.ts';

/** The placement of a job, for jobs that it submits. */
export async function getJobPlacement({ prisma }: Database, id: string): Promise<JobPlacement> {
  return await prisma.job.findUniqueOrThrow({
    where: { id },
    select: { priority: true, requiredProvider: true, requestId: true, submittedBy: true, traceParent: true },
  });
}
