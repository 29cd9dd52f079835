'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { JobDetailChangedDocument, type JobDetailFragment } from '../../generated/graphql.ts';
import { useSubscription } from '../api/live-api.tsx';
import type { Member } from '../session/session.ts';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import panel from '../ui/panel.module.css';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Time } from '../ui/time.tsx';
import { adviseOnFailure } from './advise-on-failure.ts';
import { describeJob, getJobVerb } from './describe-job.ts';
import { describeOutlook } from './describe-outlook.ts';
import { measureSeconds, writeSeconds } from './format-duration.ts';
import { JobActions } from './job-actions.tsx';
import { JobLog } from './job-log.tsx';
import { hasEnded } from './job-states.ts';
import { getJobRatio, JobStatusBadge, LiveMark } from './job-status.tsx';
import styles from './jobs.module.css';
import { toJobsHref } from './jobs-params.ts';

export interface JobDetailProps {
  readonly initial: JobDetailFragment;
  readonly member: Member | null;
  /** The list without the open job. */
  readonly closeHref: `/jobs${string}`;
}

/** One job: its progress, its live log, its error, and advice. */
export function JobDetail({ initial, member, closeHref }: JobDetailProps): ReactNode {
  const router = useRouter();
  const [changed, setChanged] = useState<JobDetailFragment | null>(null);
  const state = useSubscription(
    JobDetailChangedDocument,
    { id: initial.id },
    { onData: ({ jobProgress }) => setChanged(jobProgress), onReconnected: () => router.refresh() },
  );
  const job = changed !== null && changed.updatedAt >= initial.updatedAt ? changed : initial;
  const isOver = hasEnded(job.status);
  return (
    <section className={`${panel.panel} ${styles.detail}`} aria-labelledby="job" data-detail={job.id}>
      <div className={styles.detailHead}>
        <h2 id="job">
          {getJobVerb(job.kind)} {job.model && <Link href={`/models/${encodeURIComponent(job.model.slug)}`}>{job.model.name}</Link>}
        </h2>
        <JobStatusBadge status={job.status} />
        {!isOver && <LiveMark state={state} />}
        <Link className={styles.closeDetail} href={closeHref} scroll={false}>
          <Icon name="close" />
          <span className="visually-hidden">Close this job</span>
        </Link>
      </div>
      {job.status === 'RUNNING' && <Progress job={job} />}
      {job.outlook && (
        <p className={styles.quiet} data-outlook={job.outlook.hold ?? 'RUNNING'}>
          {describeOutlook(job.outlook)}
        </p>
      )}
      {job.error && (
        <div className={styles.failureBox} role="alert">
          <p>
            <code>{job.error.code}</code> {job.error.message}
          </p>
          <p className={styles.advice}>{adviseOnFailure(job.error.code)}</p>
        </div>
      )}
      {job.kind === 'REGISTER_MODEL' && job.status === 'SUCCEEDED' && job.model && (
        <p>
          <Link href={`/submit?models=${encodeURIComponent(job.model.slug)}`}>Measure it in a study</Link>
        </p>
      )}
      <JobActions job={job} member={member} />
      <JobFacts job={job} />
      {job.attempts.length > 0 && (
        <ol className={styles.quiet} aria-label="Attempts">
          {job.attempts.map(({ number, status, workerId, startedAt, finishedAt, error }) => (
            <li key={number}>
              Attempt {number} on <code>{workerId}</code>, from <Time at={startedAt} />: {status.toLowerCase()}
              {finishedAt !== null && ` after ${writeSeconds(measureSeconds(startedAt, finishedAt))}`}
              {error && `, ${error.code}: ${error.message}`}
            </li>
          ))}
        </ol>
      )}
      <JobLog lines={job.log} />
    </section>
  );
}

function Progress({ job }: { readonly job: JobDetailFragment }): ReactNode {
  const ratio = getJobRatio(job);
  return (
    <div className={styles.detailProgress}>
      <p className={styles.quiet}>{describeJob(job)}</p>
      <ProgressBar label={describeJob(job)} ratio={ratio} />
    </div>
  );
}

function JobFacts({ job }: { readonly job: JobDetailFragment }): ReactNode {
  const { study, dependsOn } = job;
  const facts: readonly (readonly [term: string, value: ReactNode])[] = [
    ['Submitted', <Time key="submitted" at={job.createdAt} />],
    ['Attempt', job.attempt === 0 ? 'none yet' : `${job.attempt} of ${job.maxAttempts}`],
    ['Priority', job.priority],
    ['Runs on', job.requiredProvider?.toLowerCase() ?? 'any worker'],
    [
      'Study',
      study && (
        <Link href={toJobsHref({ study: study.id })}>
          {study.progress.succeeded} of {study.progress.total} jobs done
        </Link>
      ),
    ],
    [
      'Needs',
      dependsOn.length > 0 &&
        dependsOn.map((needed) => (
          <Link key={needed.id} href={toJobsHref({ job: needed.id })} scroll={false}>
            {getJobVerb(needed.kind)} ({needed.status.toLowerCase()}){' '}
          </Link>
        )),
    ],
  ];
  return <Facts facts={facts} />;
}
