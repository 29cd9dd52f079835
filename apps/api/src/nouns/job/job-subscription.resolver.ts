import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import { Job } from './job.type.ts';
import { JobFilter } from './job-filter.input.ts';

interface SubscribeData {
  readonly args: { readonly id?: string; readonly filter?: JobFilter | null };
  readonly context: RequestContext;
}

/** Jobs as they change. */
@Resolver()
export class JobSubscriptionResolver {
  @Subscription(() => Job, {
    description: 'The job now, then again after each change; ends when the job has ended.',
    subscribe: ({ args, context }: SubscribeData) => context.jobs.watchJob(parseGlobalId(args.id ?? '', 'Job')),
  })
  jobProgress(@Root() job: Job, @Arg('id', () => ID, { description: 'Global id of the job.' }) _id: string): Job {
    return job;
  }

  @Subscription(() => Job, {
    description: 'Each job that changes, as it stands after the change.',
    subscribe: ({ args, context }: SubscribeData) => context.jobs.watchJobs(args.filter ?? {}),
  })
  jobs(
    @Root() job: Job,
    @Arg('filter', () => JobFilter, { nullable: true, description: 'Which jobs are watched; null = all.' }) _filter: JobFilter | null,
    @Ctx() _context: RequestContext,
  ): Job {
    return job;
  }
}
