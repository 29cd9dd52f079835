'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { describeJob } from './describe-job.ts';
import { getJobRatio } from './job-status.tsx';
import styles from './jobs.module.css';
import { toJobsHref } from './jobs-params.ts';
import { useLiveJobs } from './use-live-jobs.ts';

/** The jobs that scorers are working on, with their progress. */
export function RunningJobs({ jobs }: { readonly jobs: readonly JobRowFragment[] }): ReactNode {
  return (
    <ul className={styles.running}>
      {jobs.map((job) => {
        const ratio = getJobRatio(job);
        return (
          <li key={job.id} className={styles.runningJob} data-running={job.id}>
            <span className={styles.runningName}>
              {job.model ? <Link href={`/models/${encodeURIComponent(job.model.slug)}`}>{job.model.name}</Link> : 'No model'}
            </span>
            <Link className={styles.runningText} href={toJobsHref({ job: job.id })} scroll={false}>
              {describeJob(job)}
            </Link>
            <ProgressBar label={`${describeJob(job)}${job.model ? ` for ${job.model.name}` : ''}`} ratio={ratio} />
            <span className={styles.percent}>{ratio === null ? '' : `${numbers.integer(Math.floor(ratio * 100))} %`}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** The running jobs as they move; the page is read again when one of them ends. Empty while nothing is measured. */
export function BeingMeasured({ initial }: { readonly initial: readonly JobRowFragment[] }): ReactNode {
  const { jobs } = useLiveJobs(initial);
  const running = jobs.filter(({ status }) => status === 'RUNNING');
  if (running.length === 0) return null;
  return (
    <section aria-label="Being measured">
      <RunningJobs jobs={running} />
    </section>
  );
}
