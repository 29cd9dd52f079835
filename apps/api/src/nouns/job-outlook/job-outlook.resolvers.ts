import { type JobOutlookRow, outlooksOfJobs, toJobOutlook } from '@lamina/database';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { Job } from '../job/job.type.ts';
import { JobOutlook } from './job-outlook.type.ts';

/** When a job can be expected to end. */
@Resolver(() => Job)
class JobOutlookResolver {
  @FieldResolver(() => JobOutlook, { nullable: true, description: 'When it can be expected to end; null if it has ended.' })
  outlook(@Root() { key }: Job, @Ctx() { loaders }: RequestContext): Promise<JobOutlook | null> {
    return loaders.get(createJobOutlookLoader).load(key);
  }
}

/** The outlook of unfinished jobs, for many in one statement; null for jobs that have ended. */
function createJobOutlookLoader(sqlReader: SqlReader) {
  return createRowLoader(sqlReader, outlooksOfJobs, (row: JobOutlookRow | undefined) => (row === undefined ? null : toJobOutlook(row)));
}

/** The field of jobs that looks ahead. */
export const JOB_OUTLOOK_RESOLVERS = [JobOutlookResolver];
