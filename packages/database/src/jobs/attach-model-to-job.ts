import type { Database } from '../create-database.ts';
import { type Fence, withFence } from './fence.ts';

/** Records which model a job has stored. Refuses with ATTEMPT_LOST. */
export function attachModelToJob(database: Database, fence: Fence, modelId: string): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    await transaction.job.update({ where: { id: fence.jobId }, data: { modelId } });
  });
}
