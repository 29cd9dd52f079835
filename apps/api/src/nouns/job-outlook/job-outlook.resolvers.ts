import { type JobOutlookRow, outlooksOfJobs, type JobHold as StoredHold, toJobOutlook } from '@lamina/database';
import { Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/interval.type.ts';
import { Job } from '../job/job.type.ts';

const JobHold = defineEnum('JobHold', 'Why a job does not run yet.', {
  NEEDS_JOBS: 'It needs the results of jobs that are not finished.',
  NO_WORKER: 'No worker is running that may take it.',
  BEHIND_OTHERS: 'It is queued behind other jobs.',
  NEXT: 'It is the next one: a free worker takes it.',
} satisfies Record<StoredHold, string>);
type JobHold = ValueOf<typeof JobHold>;

@outputType('When an unfinished job can be expected to end.')
class JobOutlook {
  @nullable(JobHold, 'Why it does not run yet; null if it runs.') readonly hold!: JobHold | null;
  @nullable(Int, 'Its position in the queue: 1 = taken next. Null unless it is queued.') readonly position!: number | null;
  @nullable(Float, 'Seconds since the current attempt began; null unless it runs.') readonly elapsedSeconds!: number | null;
  @nullable(Float, 'Median seconds of comparable jobs; null if fewer than three are known.') readonly expectedSeconds!: number | null;
  @nullable(NumberInterval, 'Seconds of the middle 80 % of comparable jobs; null if fewer than three are known.')
  readonly expectedInterval!: NumberInterval | null;
  @field(Int, 'How many comparable jobs the estimate is based on: finished, of this kind, on machines whose workers run now.')
  readonly comparableCount!: number;
  @field(Boolean, 'Whether the comparable jobs worked on the same model; false = on any model.') readonly isSameModel!: boolean;
}

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
