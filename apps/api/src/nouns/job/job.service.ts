import { hasEnded } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { encodeGlobalId, parseOptionalGlobalId } from '../../data/global-id.ts';
import type { FilterIn } from '../../data/list.ts';
import type { NodeReader, ReaderContext } from '../../data/node-reader.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { MODELS } from '../model/model.list.ts';
import { JOBS } from './job.list.ts';
import type { Job } from './job.type.ts';
import type { JobFeed } from './job-feed.ts';

/** Where jobs are watched, and read when they change. */
export type JobContext = ReaderContext & { readonly jobFeed: JobFeed };

/** The job now and after each change; ends when the job has ended. @throws AppError NOT_FOUND. */
export async function watchJob({ jobFeed, reader }: JobContext, key: string): Promise<AsyncIterable<Job>> {
  // Subscribes before reading the job, so that no change is missed.
  const subscription = jobFeed.subscribe({ isWanted: (job) => job.key === key, isLast: isEnded });
  const job = await reader.findByKey(JOBS, key);
  if (job === null) {
    await subscription.return();
    throw new AppError('NOT_FOUND', `There is no job ${encodeGlobalId('Job', key)}.`);
  }
  subscription.pushIfNone(job);
  return subscription;
}

/** Each job that changes and matches. */
export async function watchJobs({ jobFeed, reader }: JobContext, filter: FilterIn<typeof JOBS>): Promise<AsyncIterable<Job>> {
  const isWanted = await createJobMatcher(filter, reader);
  return jobFeed.subscribe({ isWanted, isLast: () => false });
}

/** True if a job has ended. Nothing more happens to it unless a user retries it. */
export function isEnded(job: Job): boolean {
  return hasEnded(job.status);
}

/** A predicate for the same conditions that the filter has in a list. Models are looked up once, when the subscription starts. */
async function createJobMatcher(filter: FilterIn<typeof JOBS>, reader: NodeReader): Promise<(job: Job) => boolean> {
  const { status, statuses, kind, models } = filter;
  const studyKey = parseOptionalGlobalId(filter.study, 'Study');
  if (models) checkBatchSize('models', models.length);
  const found = models ? await Promise.all(models.map((slug) => reader.findByName(MODELS, slug))) : null;
  const modelKeys = found && new Set(found.map((model) => model?.key ?? null));
  return (job) =>
    (!status || job.status === status) &&
    (!statuses || statuses.includes(job.status)) &&
    (!kind || job.kind === kind) &&
    (studyKey === null || job.studyKey === studyKey) &&
    (modelKeys === null || (job.modelKey !== null && modelKeys.has(job.modelKey)));
}
