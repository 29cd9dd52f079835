import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobOutlookFragment, JobRowFragment } from '../../generated/graphql.ts';
import { type Column, toNumberColumn } from '../table/column.ts';
import { formatSeconds } from '../ui/format.ts';
import { formatInterval } from '../ui/interval.ts';
import { MISSING } from '../ui/numbers.ts';
import { Time } from '../ui/time.tsx';
import { describeJob, getJobVerb } from './describe-job.ts';
import { measureSeconds } from './format-duration.ts';
import { hasEnded } from './job-states.ts';
import { JobStatusBadge } from './job-status.tsx';
import styles from './jobs.module.css';
import { type JobsParams, toJobsHref } from './jobs-params.ts';

/** The outlook of the jobs of a list, by their ids, as it was when the page was read. */
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
    toNumberColumn(
      { id: 'seconds', title: 'Took', hint: 'or so far', width: 116 },
      (job) => measureSeconds(job.startedAt, job.finishedAt) ?? outlookOf(job)?.elapsedSeconds ?? null,
      formatSeconds,
    ),
    {
      id: 'expected',
      title: 'Expected',
      hint: '80 % of like jobs',
      definition:
        'The median time of finished jobs of its kind, and of its model if enough of them are known, on this machine; in brackets the middle 80 % of them. Empty with fewer than three such jobs.',
      numeric: true,
      first: 'asc',
      width: 190,
      value: (job) => (hasEnded(job.status) ? null : (outlookOf(job)?.expectedSeconds ?? null)),
      text: (job) => {
        const { expectedSeconds = null, expectedInterval = null } = outlookOf(job) ?? {};
        if (hasEnded(job.status) || expectedSeconds === null) return MISSING;
        return `${formatSeconds(expectedSeconds)}${expectedInterval ? ` (${formatInterval(expectedInterval, formatSeconds)})` : ''}`;
      },
      details: [
        { id: 'expected_low', value: (job) => outlookOf(job)?.expectedInterval?.low ?? null },
        { id: 'expected_high', value: (job) => outlookOf(job)?.expectedInterval?.high ?? null },
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
  value: (job) => describeOutcome(job),
  render: (job) => <Outcome job={job} />,
};

function describeOutcome(job: JobRowFragment): string | null {
  if (job.error) return `${job.error.code}: ${job.error.message}`;
  return job.status === 'RUNNING' ? describeJob(job) : null;
}

function Outcome({ job }: { readonly job: JobRowFragment }): ReactNode {
  if (!job.error) return describeOutcome(job);
  return (
    <span className={styles.failure}>
      <code>{job.error.code}</code> {job.error.message}
    </span>
  );
}
