import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { useNumbers } from '../ui/locale.tsx';
import table from '../ui/table.module.css';
import { Time } from '../ui/time.tsx';
import { describeJob, getJobVerb } from './describe-job.ts';
import { formatDuration } from './format-duration.ts';
import { JobStatusBadge } from './job-status.tsx';
import styles from './jobs.module.css';
import type { JobsParams } from './jobs-params.ts';
import { toJobsHref } from './to-jobs-href.ts';

export interface JobsTableProps {
  readonly jobs: readonly JobRowFragment[];
  readonly total: number;
  readonly params: JobsParams;
  readonly next: string | null;
}

/** All jobs, last changed first; a failed job says why. */
export function JobsTable({ jobs, total, params, next }: JobsTableProps): ReactNode {
  const numbers = useNumbers();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={table.scroller} aria-label="Jobs" tabIndex={0}>
        <table className={table.table}>
          <caption className="visually-hidden">Jobs, last changed first</caption>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Model</th>
              <th scope="col">State</th>
              <th scope="col" className={table.number}>
                Attempt
              </th>
              <th scope="col" className={table.number}>
                Took
              </th>
              <th scope="col">Changed</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <tr key={job.id} data-job={job.id} className={job.id === params.job ? styles.opened : undefined}>
                <th scope="row">
                  <Link href={toJobsHref({ ...params, job: job.id })} scroll={false}>
                    {getJobVerb(job.kind)}
                  </Link>
                </th>
                <td>{job.model ? <Link href={`/models/${encodeURIComponent(job.model.slug)}`}>{job.model.name}</Link> : ''}</td>
                <td>
                  <JobStatusBadge status={job.status} />
                </td>
                <td className={table.number}>{job.attempt > 0 ? `${job.attempt} of ${job.maxAttempts}` : ''}</td>
                <td className={table.number}>{formatDuration(job.startedAt, job.finishedAt, numbers)}</td>
                <td>
                  <Time at={job.updatedAt} />
                </td>
                <td className={table.wrap}>
                  <Outcome job={job} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={styles.pager}>
        <span>
          {numbers.integer(jobs.length)} of {numbers.integer(total)} shown
        </span>
        {params.after && <Link href={toJobsHref({ ...params, after: null })}>Newest</Link>}
        {next && <Link href={toJobsHref({ ...params, after: next })}>Older</Link>}
      </p>
    </>
  );
}

function Outcome({ job }: { readonly job: JobRowFragment }): ReactNode {
  const numbers = useNumbers();
  if (job.error) {
    return (
      <span className={styles.failure}>
        <code>{job.error.code}</code> {job.error.message}
      </span>
    );
  }
  return job.status === 'RUNNING' ? describeJob(job, numbers) : null;
}
