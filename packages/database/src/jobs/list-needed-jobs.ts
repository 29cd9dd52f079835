import type { Database } from '../create-database.ts';

/** Keys of the jobs on which a job depends. */
export async function listNeededJobs(database: Database, jobId: string): Promise<readonly string[]> {
  return (await database.prisma.job.findUniqueOrThrow({ where: { id: jobId }, select: { dependsOn: true } })).dependsOn;
}
