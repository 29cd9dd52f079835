import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import type { Column } from '../table/column.ts';
import { MACHINE_NUMBERS, MISSING, type Numbers } from '../ui/numbers.ts';
import { Time } from '../ui/time.tsx';
import { describeJob, getJobVerb } from './describe-job.ts';
import { formatDuration } from './format-duration.ts';
import { JobStatusBadge } from './job-status.tsx';
import styles from './jobs.module.css';
import type { JobsParams } from './jobs-params.ts';
import { measureSeconds } from './measure-seconds.ts';
import { toJobsHref } from './to-jobs-href.ts';

/** The columns of the list of jobs; links to a job keep the current filters. */
export function listJobColumns(params: JobsParams): readonly Column<JobRowFragment>[] {
  return [
    {
      id: 'job',
      title: 'Job',
      groupable: true,
      width: 120,
      narrowWidth: 92,
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
      groupable: true,
      width: 120,
      value: (job) => job.status.toLowerCase(),
      render: (job) => <JobStatusBadge status={job.status} />,
    },
    {
      id: 'model',
      title: 'Model',
      groupable: true,
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
    {
      id: 'seconds',
      title: 'Took',
      numeric: true,
      width: 116,
      aggregate: 'sum',
      value: (job) => measureSeconds(job.startedAt, job.finishedAt),
      format: formatDuration,
    },
    {
      id: 'changed',
      title: 'Changed',
      first: 'desc',
      width: 200,
      value: (job) => job.updatedAt,
      render: (job) => <Time at={job.updatedAt} />,
    },
    {
      id: 'outcome',
      title: 'What happened',
      width: 380,
      value: (job) => describeOutcome(job, MACHINE_NUMBERS),
      render: (job, { numbers }) => <Outcome job={job} numbers={numbers} />,
    },
  ];
}

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
