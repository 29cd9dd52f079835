import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import table from '../ui/table.module.css';
import { describeJob, getJobVerb } from './describe-job.ts';
import { formatDuration } from './format-duration.ts';
import { JobStatusBadge } from './job-status.tsx';
import styles from './jobs.module.css';

export interface JobsTableProps {
  readonly jobs: readonly JobRowFragment[];
  readonly total: number;
  readonly status: string | null;
  readonly after: string | null;
  readonly next: string | null;
}

/** All jobs, last changed first; a failed job says why. */
export function JobsTable({ jobs, total, status, after, next }: JobsTableProps): ReactNode {
  const base = status === null ? '' : `status=${status}&`;
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
              <th scope="col">Changed (UTC)</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <tr key={job.id} data-job={job.id}>
                <th scope="row">{getJobVerb(job.kind)}</th>
                <td>{job.model ? <Link href={`/models/${encodeURIComponent(job.model.slug)}`}>{job.model.name}</Link> : ''}</td>
                <td>
                  <JobStatusBadge status={job.status} />
                </td>
                <td className={table.number}>{job.attempt > 0 ? `${job.attempt} of ${job.maxAttempts}` : ''}</td>
                <td className={table.number}>{formatDuration(job.startedAt, job.finishedAt)}</td>
                <td>
                  <time dateTime={job.updatedAt}>{job.updatedAt.slice(0, 19).replace('T', ' ')}</time>
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
          {jobs.length} of {total} shown
        </span>
        {after && <Link href={`/jobs?${base}`.replace(/[?&]$/, '')}>Newest</Link>}
        {next && <Link href={`/jobs?${base}after=${encodeURIComponent(next)}`}>Older</Link>}
      </p>
    </>
  );
}

function Outcome({ job }: { readonly job: JobRowFragment }): ReactNode {
  if (job.error) {
    return (
      <span className={styles.failure}>
        <code>{job.error.code}</code> {job.error.message}
      </span>
    );
  }
  return job.status === 'RUNNING' ? describeJob(job) : null;
}
