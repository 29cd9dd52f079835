'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { LiveMark } from '../jobs/job-status.tsx';
import { RunningJobs } from '../jobs/running-jobs.tsx';
import { useLiveJobs } from '../jobs/use-live-jobs.ts';
import { Notice } from '../ui/notice.tsx';
import type { ModelFacts } from './load-model.ts';
import styles from './model.module.css';

export interface ModelProgressProps {
  readonly slug: string;
  readonly scored: boolean;
  readonly measured: boolean;
  readonly study: ModelFacts['studies']['nodes'][number] | null;
  readonly initialJobs: readonly JobRowFragment[];
}

/** Unfinished measurements of this model, updated live; empty if its study is complete. */
export function ModelProgress({ slug, scored, measured, study, initialJobs }: ModelProgressProps): ReactNode {
  const { jobs, state } = useLiveJobs(initialJobs);
  const running = jobs.filter((job) => job.status === 'RUNNING' && job.model?.slug === slug);
  const progress = study?.progress;
  const open = progress ? progress.pending + progress.running : 0;
  if (open === 0 && running.length === 0) {
    if (scored && !progress?.failed) return null;
    return (
      <Notice
        title={progress && progress.failed > 0 ? `${progress.failed} of ${progress.total} jobs failed` : 'This model is not scored yet'}
      >
        <p>
          {progress && progress.failed > 0 ? 'Finished measurements are shown below. ' : 'No job is running for it. '}
          <Link href="/jobs?status=failed">See the failed jobs</Link>.
        </p>
      </Notice>
    );
  }
  return (
    <section className={styles.progress} aria-labelledby="study-progress">
      <div className={styles.progressHead}>
        <h2 id="study-progress">{scored ? (measured ? 'Still being measured' : 'Scored; prunings are being measured') : 'Being scored'}</h2>
        <LiveMark state={state} />
      </div>
      {progress && (
        <p className={styles.quiet}>
          {progress.succeeded} of {progress.total} jobs done{progress.failed > 0 && `, ${progress.failed} failed`}. What is finished is
          already shown; the rest appears by itself.
        </p>
      )}
      {running.length > 0 ? <RunningJobs jobs={running} /> : <p className={styles.quiet}>Waiting for the scorer to take the next job.</p>}
    </section>
  );
}
