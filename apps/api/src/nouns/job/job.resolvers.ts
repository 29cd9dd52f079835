import { cancelJob, retryJob } from '@lamina/database';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import type { FilterIn } from '../../data/list.ts';
import type { ReaderContext } from '../../data/node-reader.ts';
import { listQuery, optionalRow, relations, rows } from '../../data/relations.ts';
import { field, outputType } from '../../paging/field.ts';
import { descending } from '../../paging/list-args.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../paging/page.args.ts';
import { MODELS } from '../model/model.list.ts';
import { STUDIES } from '../study/study.list.ts';
import { Study } from '../study/study.type.ts';
import { JOBS } from './job.list.ts';
import { type JobContext, watchJob, watchJobs } from './job.service.ts';
import { Job } from './job.type.ts';
import { JOB_ATTEMPTS } from './job-attempt.list.ts';
import { JobAttempt } from './job-attempt.type.ts';
import { JOB_EVENTS } from './job-event.list.ts';
import { JobEvent } from './job-event.type.ts';

type EventContext = JobContext & Pick<RequestContext, 'loaders'>;
type JobFilter = FilterIn<typeof JOBS>;

/** Changed jobs. */
@Resolver()
class JobSubscriptionResolver {
  @Subscription(() => Job, {
    description: 'The job now, and again after each change. The subscription ends when the job has ended.',
    subscribe: ({ args, context }: { readonly args: { readonly id: string }; readonly context: JobContext }) =>
      watchJob(context, parseGlobalId(args.id, 'Job')),
  })
  jobProgress(
    @Root() job: Job,
    @Arg('id', () => ID, { description: 'Global id of the job.' }) _id: string,
    @Ctx() context: EventContext,
  ): Job {
    return beginEvent(context, job);
  }

  @Subscription(() => Job, {
    description: 'Each changed job, after the change.',
    subscribe: ({ args, context }: { readonly args: { readonly filter?: JobFilter | null }; readonly context: JobContext }) =>
      watchJobs(context, args.filter ?? {}),
  })
  jobs(
    @Root() job: Job,
    @Arg('filter', () => JOBS.Filter, { nullable: true, description: 'Which jobs to watch; null = all.' }) _filter: JobFilter | null,
    @Ctx() context: EventContext,
  ): Job {
    return beginEvent(context, job);
  }
}

/** All events of a subscription share its context: what belongs to a job is read again for each. */
function beginEvent({ reader, loaders }: EventContext, job: Job): Job {
  reader.forget();
  loaders.forget();
  return job;
}

@outputType('The job after the change.')
class ChangeJobPayload {
  @field(Job, 'The job.') readonly job!: Job;
}

/** Mutations of jobs, and their computed fields. */
@Resolver(() => Job)
class JobResolver {
  @Query(() => Job, { nullable: true, description: 'The job with this global id, or null.' })
  job(@Arg('id', () => ID, { description: 'Global id of the job.' }) id: string, @Ctx() { reader }: ReaderContext): Promise<Job | null> {
    return reader.findByKey(JOBS, parseGlobalId(id, 'Job'));
  }

  @Mutation(() => ChangeJobPayload, {
    description: 'Cancels a job. A job that has not started stops at once. Needs the scope SCORE.',
  })
  cancelJob(
    @Arg('id', () => ID, { description: 'Global id of the job.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ChangeJobPayload> {
    return change(context, id, (key) => cancelJob(context.database, key));
  }

  @Mutation(() => ChangeJobPayload, { description: 'Queues a failed or cancelled job again. Needs the scope SCORE.' })
  retryJob(
    @Arg('id', () => ID, { description: 'Global id of the job.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ChangeJobPayload> {
    return change(context, id, (key) => retryJob(context.database, key, context.enqueue));
  }

  @FieldResolver(() => [JobAttempt], {
    description: `Its first attempts in order, ${MAX_PAGE_SIZE} at most.`,
  })
  async attempts(@Root() { key }: Job, @Ctx() { reader }: ReaderContext): Promise<readonly JobAttempt[]> {
    return (await reader.listChildren(JOB_ATTEMPTS, { link: 'job', key }, { first: MAX_PAGE_SIZE })).nodes;
  }

  @FieldResolver(() => [Job], { description: 'Jobs that must finish before it can start.' })
  dependsOn(@Root() { dependsOnKeys }: Job, @Ctx() { reader }: ReaderContext): Promise<readonly Job[]> {
    return Promise.all(dependsOnKeys.map((key) => reader.getByKey(JOBS, key)));
  }

  @FieldResolver(() => [JobEvent], { description: 'The end of its log: the newest events and worker log lines, oldest first.' })
  async log(
    @Root() { key }: Job,
    @Arg('last', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: `How many to return, 0 to ${MAX_PAGE_SIZE}.`,
    })
    last: number | null,
    @Ctx() { reader }: ReaderContext,
  ): Promise<readonly JobEvent[]> {
    const args = { first: last ?? DEFAULT_PAGE_SIZE, orderBy: [descending('CREATED_AT')] };
    return (await reader.listChildren(JOB_EVENTS, { link: 'job', key }, args)).nodes.toReversed();
  }
}

async function change(context: RequestContext, id: string, write: (key: string) => Promise<unknown>): Promise<ChangeJobPayload> {
  checkScope(context, ApiTokenScope.SCORE);
  const key = parseGlobalId(id, 'Job');
  await write(key);
  return { job: await context.reader.getByKey(JOBS, key) };
}

/** Fields of jobs, and fields of studies that lead to jobs. */
export const JOB_RESOLVERS = [
  JobResolver,
  JobSubscriptionResolver,
  listQuery(JOBS, 'jobs', 'Jobs.'),
  ...relations(Job, {
    study: optionalRow(STUDIES, 'studyKey', 'The study it belongs to.'),
    model: optionalRow(MODELS, 'modelKey', 'The model it works on; null while a registration has not stored the model yet.'),
  }),
  ...relations(Study, { jobs: rows(JOBS, { link: 'study' }, 'Its jobs.') }),
];
