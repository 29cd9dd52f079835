import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Job } from '../job/job.type.ts';
import { createJobOutlookLoader, JobOutlook } from './job-outlook.loader.ts';

/** When a job can be expected to end. */
@Resolver(() => Job)
class JobOutlookResolver {
  @FieldResolver(() => JobOutlook, { nullable: true, description: 'When it can be expected to end; null if it has ended.' })
  outlook(@Root() { key }: Job, @Ctx() { loaders }: RequestContext): Promise<JobOutlook | null> {
    return loaders.get(createJobOutlookLoader).load(key);
  }
}

/** The field of jobs that looks ahead. */
export const JOB_OUTLOOK_RESOLVERS = [JobOutlookResolver];
