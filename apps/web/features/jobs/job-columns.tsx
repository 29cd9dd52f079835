import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobOutlookFragment, JobRowFragment } from '../../generated/graphql.ts';
import type { Column } from '../table/column.ts';
import { formatSeconds } from '../ui/format.ts';
import { MACHINE_NUMBERS, MISSING, type Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import { Time } from '../ui/time.tsx';
import { describeJob, getJobVerb } from './describe-job.ts';
import { Elapsed } from './elapsed.tsx';
import { expectEnd } from './expect-end.ts';
import { formatDuration, measureSeconds } from './format-duration.ts';
import { hasEnded } from './job-states.ts';
import { JobStatusBadge } from './job-status.tsx';
import styles from './jobs.module.css';
import { type JobsParams, toJobsHref } from './jobs-params.ts';

/** What is expected of the jobs of a list, by their ids, as it was when the page was read. */
export type Outlooks = ReadonlyMap<string, JobOutlookFragment>;

/** The columns of the list of jobs; links to a job keep the current filters. */
export function listJobColumns(params: JobsParams, outlooks: Outlooks): readonly Column<JobRowFragment>[] {
  return [...listIdentityColumns(params), ...listTimeColumns(outlooks), OUTCOME];
}

function listIdentityColumns(params: JobsParams): readonly Column<JobRowFragment>[] {
  return [
    {
      id: 'job',
      title: 'Job',
      width: 120,
      value: (job) => getJobVerb(job.kind),
      render: (job) => (
        <Link href={toJobsHref({ ...params, job: job.id })} scroll={false}>
          {getJobVerb(job.kind)}
        </Link>
      ),
    },
    {
      id: 'state',
      title: 'State',
      width: 120,
      value: (job) => job.status.toLowerCase(),
      render: (job) => <JobStatusBadge status={job.status} />,
    },
    {
      id: 'model',
      title: 'Model',
      width: 190,
      value: (job) => job.model?.name ?? null,
      render: (job) => job.model && <Link href={`/models/${encodeURIComponent(job.model.slug)}`}>{job.model.name}</Link>,
    },
    {
      id: 'attempt',
      title: 'Attempt',
      numeric: true,
      width: 96,
      value: (job) => job.attempt,
      text: (job) => (job.attempt > 0 ? `${job.attempt} of ${job.maxAttempts}` : MISSING),
    },
  ];
}

function listTimeColumns(outlooks: Outlooks): readonly Column<JobRowFragment>[] {
  const outlookOf = ({ id }: JobRowFragment) => outlooks.get(id) ?? null;
  return [
    {
      id: 'seconds',
      title: 'Took',
      hint: 'or so far',
      numeric: true,
      width: 116,
      value: (job) => measureSeconds(job.startedAt, job.finishedAt) ?? outlookOf(job)?.elapsedSeconds ?? null,
      format: formatDuration,
      render: (job, numbers) =>
        job.status === 'RUNNING' && job.startedAt !== null ? (
          <Elapsed since={job.startedAt} atRead={outlookOf(job)?.elapsedSeconds ?? null} />
        ) : (
          formatDuration(measureSeconds(job.startedAt, job.finishedAt), numbers)
        ),
    },
    {
      id: 'expected_end',
      title: 'Expected end',
      hint: '80 % of like jobs',
      definition:
        'The start of a running job plus the median time of finished jobs of its kind, and of its model if enough of them are known, on this machine; below it the middle 80 % of them. A job that waits shows that time alone. Empty with fewer than three such jobs.',
      first: 'asc',
      width: 190,
      value: (job) => expectEnd(job, outlookOf(job))?.at ?? null,
      render: (job) => <JobExpectation job={job} outlook={outlookOf(job)} />,
      details: [
        { id: 'expected_seconds', value: (job) => outlookOf(job)?.expectedSeconds ?? null },
        { id: 'expected_seconds_low', value: (job) => outlookOf(job)?.expectedInterval?.low ?? null },
        { id: 'expected_seconds_high', value: (job) => outlookOf(job)?.expectedInterval?.high ?? null },
      ],
    },
    {
      id: 'changed',
      title: 'Changed',
      first: 'desc',
      width: 200,
      value: (job) => job.updatedAt,
      render: (job) => <Time at={job.updatedAt} />,
    },
  ];
}

const OUTCOME: Column<JobRowFragment> = {
  id: 'outcome',
  title: 'What happened',
  width: 380,
  value: (job) => describeOutcome(job, MACHINE_NUMBERS),
  render: (job, numbers) => <Outcome job={job} numbers={numbers} />,
};

function describeOutcome(job: JobRowFragment, numbers: Numbers): string | null {
  if (job.error) return `${job.error.code}: ${job.error.message}`;
  return job.status === 'RUNNING' ? describeJob(job, numbers) : null;
}

function Outcome({ job, numbers }: { readonly job: JobRowFragment; readonly numbers: Numbers }): ReactNode {
  if (!job.error) return describeOutcome(job, numbers);
  return (
    <span className={styles.failure}>
      <code>{job.error.code}</code> {job.error.message}
    </span>
  );
}

interface JobExpectationProps {
  readonly job: JobRowFragment;
  readonly outlook: JobOutlookFragment | null;
}

/** When a running job should end, or how long a waiting one takes once it begins, with the middle 80 % of comparable jobs below. */
function JobExpectation({ job, outlook }: JobExpectationProps): ReactNode {
  const end = expectEnd(job, outlook);
  if (end)
    return (
      <span data-expected-end={end.at}>
        <Time at={end.at} part="time" />
        <span className={table.sub}>
          <Time at={end.low} part="time" /> – <Time at={end.high} part="time" />
        </span>
      </span>
    );
  if (hasEnded(job.status) || outlook?.expectedSeconds == null || !outlook.expectedInterval) return MISSING;
  return (
    <>
      {formatSeconds(outlook.expectedSeconds)} after its start
      <span className={table.sub}>
        {formatSeconds(outlook.expectedInterval.low)} – {formatSeconds(outlook.expectedInterval.high)}
      </span>
    </>
  );
}
