'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { JobDetailChangedDocument, type JobDetailFragment } from '../../generated/graphql.ts';
import { useSubscription } from '../api/live-api.tsx';
import { describeOutlook } from '../jobs/describe-outlook.ts';
import { RunningJobs } from '../jobs/running-jobs.tsx';
import problemStyles from '../ui/problem.module.css';
import styles from './submit.module.css';
import type { Registration } from './use-registration.ts';

/** The job of a registration while it runs, and what went wrong. */
export function RegistrationProgress({ registration: { state, follow } }: { readonly registration: Registration }): ReactNode {
  return (
    <>
      {state.jobId !== null && <Following id={state.jobId} job={state.job} onChange={follow} />}
      <p role="alert" className={problemStyles.problem}>
        {state.problem}
      </p>
    </>
  );
}

interface FollowingProps {
  readonly id: string;
  readonly job: JobDetailFragment | null;
  readonly onChange: (job: JobDetailFragment) => void;
}

function Following({ id, job, onChange }: FollowingProps): ReactNode {
  useSubscription(JobDetailChangedDocument, { id }, { onData: ({ jobProgress }) => onChange(jobProgress) });
  return (
    <>
      <p className={styles.hint}>
        A scorer reads the graph; the model is chosen when it has. <Link href="/jobs">See the queue</Link>.
      </p>
      {job?.outlook && <p className={styles.hint}>{describeOutlook(job.outlook)}</p>}
      {job && <RunningJobs jobs={[job]} />}
    </>
  );
}
