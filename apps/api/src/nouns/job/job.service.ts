import { cancelJob, type Database, type Enqueue, hasEnded, retryJob } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { encodeGlobalId } from '../../data/global-id.ts';
import type { FilterIn } from '../../data/list.ts';
import type { NodeReader } from '../../data/node-reader.ts';
import { JOBS } from './job.list.ts';
import type { Job } from './job.type.ts';
import type { JobFeed } from './job-feed.ts';
import { createJobMatcher } from './match-job.ts';

/** The services and stores that JobService uses. */
export interface JobServiceParts {
  readonly database: Database;
  readonly enqueue: Enqueue;
  readonly feed: JobFeed;
  readonly createReader: () => NodeReader;
}

/** Changes and watches jobs. */
export class JobService {
  readonly #parts: JobServiceParts;

  constructor(parts: JobServiceParts) {
    this.#parts = parts;
  }

  /** @throws AppError NOT_FOUND for an unknown job, CONFLICT for one that has ended. */
  async cancelJob(key: string): Promise<void> {
    await cancelJob(this.#parts.database, key);
  }

  /** @throws AppError NOT_FOUND for an unknown job, CONFLICT for one that has not ended or has succeeded. */
  async retryJob(key: string): Promise<void> {
    await retryJob(this.#parts.database, key, this.#parts.enqueue);
  }

  /** The job now and after each change; ends when the job has ended. @throws AppError NOT_FOUND. */
  async watchJob(key: string): Promise<AsyncIterable<Job>> {
    // Subscribes before reading the job, so that no change is missed.
    const subscription = this.#parts.feed.subscribe({ isWanted: (job) => job.key === key, isLast: isEnded });
    const job = await this.#parts.createReader().findByKey(JOBS, key);
    if (job === null) {
      await subscription.return();
      throw new AppError('NOT_FOUND', `There is no job ${encodeGlobalId('Job', key)}.`);
    }
    subscription.pushIfNone(job);
    return subscription;
  }

  /** Each job that changes and matches. */
  async watchJobs(filter: FilterIn<typeof JOBS>): Promise<AsyncIterable<Job>> {
    const isWanted = await createJobMatcher(filter, this.#parts.createReader());
    return this.#parts.feed.subscribe({ isWanted, isLast: () => false });
  }
}

/** Where resolvers find it. */
export type JobContext = { readonly jobs: JobService };

/** Whether a job has ended. Nothing more happens to it unless a user retries it. */
export function isEnded(job: Job): boolean {
  return hasEnded(job.status);
}
