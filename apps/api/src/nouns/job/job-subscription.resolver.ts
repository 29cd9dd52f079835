import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import type { FilterIn } from '../../data/list.ts';
import { JOBS } from './job.list.ts';
import { type JobContext, watchJob, watchJobs } from './job.service.ts';
import { Job } from './job.type.ts';

type EventContext = JobContext & Pick<RequestContext, 'loaders'>;
type JobFilter = FilterIn<typeof JOBS>;

/** Changed jobs. */
@Resolver()
export class JobSubscriptionResolver {
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
