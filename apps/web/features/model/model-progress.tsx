'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { LiveMark } from '../jobs/job-status.tsx';
import { toJobsHref } from '../jobs/jobs-params.ts';
import { RunningJobs } from '../jobs/running-jobs.tsx';
import { useLiveJobs } from '../jobs/use-live-jobs.ts';
import type { ModelFacts } from './load-model.ts';
import styles from './model.module.css';

export interface ModelProgressProps {
  readonly slug: string;
  readonly scored: boolean;
  readonly study: ModelFacts['studies']['nodes'][number] | null;
  readonly initialJobs: readonly JobRowFragment[];
}

const NO_STUDY = { total: 0, pending: 0, running: 0, succeeded: 0, failed: 0 };

/** The measurements of this model that still run, updated live, and those that failed; empty if its study is complete. */
export function ModelProgress({ slug, scored, study, initialJobs }: ModelProgressProps): ReactNode {
  const { jobs, state } = useLiveJobs(initialJobs);
  const now = jobs.filter((job) => job.status === 'RUNNING' && job.model?.slug === slug);
  const { total, pending, running, succeeded, failed } = study?.progress ?? NO_STUDY;
  const isOpen = pending + running + now.length > 0;
  if (!isOpen && scored && failed === 0) return null;
  return (
    <section className={styles.progress} aria-labelledby="study-progress">
      <div className={styles.progressHead}>
        <h2 id="study-progress">{isOpen ? 'Being measured' : failed > 0 ? 'Some jobs failed' : 'This model is not scored yet'}</h2>
        {isOpen && <LiveMark state={state} />}
      </div>
      <p className={styles.quiet}>
        {total === 0 ? 'No study of it was submitted' : `${succeeded} of ${total} jobs done${failed > 0 ? `, ${failed} failed` : ''}`}. What
        is finished is shown below. <Link href={toJobsHref({ models: [slug] })}>See its jobs</Link>.
      </p>
      {now.length > 0 && <RunningJobs jobs={now} />}
    </section>
  );
}
