'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { JobDetailChangedDocument, type JobDetailFragment, type JobOutlookFragment } from '../../generated/graphql.ts';
import { useSubscription } from '../api/live-api.tsx';
import type { Member } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { useNumbers } from '../ui/locale.tsx';
import panel from '../ui/panel.module.css';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Time } from '../ui/time.tsx';
import { adviseOnFailure } from './advise-on-failure.ts';
import { describeJob, getJobVerb } from './describe-job.ts';
import { describeOutlook } from './describe-outlook.ts';
import { expectEnd } from './expect-end.ts';
import { JobActions } from './job-actions.tsx';
import { JobAttempts } from './job-attempts.tsx';
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
      {job.outlook && <Outlook job={job} outlook={job.outlook} />}
      {job.error && (
        <div className={styles.failureBox}>
          <p>
            <code>{job.error.code}</code> {job.error.message}
          </p>
          <p className={styles.advice}>{adviseOnFailure(job.error.code)}</p>
        </div>
      )}
      <JobActions job={job} member={member} />
      <JobFacts job={job} />
      {job.attempts.length > 0 && <JobAttempts attempts={job.attempts} />}
      <JobLog lines={job.log} />
    </section>
  );
}

/** What is expected of the job, as of its last change. */
function Outlook({ job, outlook }: { readonly job: JobDetailFragment; readonly outlook: JobOutlookFragment }): ReactNode {
  const end = expectEnd(job, outlook);
  return (
    <p className={styles.quiet} data-outlook={outlook.hold ?? 'RUNNING'}>
      {describeOutlook(outlook)}
      {end && (
        <>
          {' '}
          It should end at about <Time at={end.at} part="time" /> (<Time at={end.low} part="time" /> to <Time at={end.high} part="time" />
          ).
        </>
      )}
    </p>
  );
}

function Progress({ job }: { readonly job: JobDetailFragment }): ReactNode {
  const numbers = useNumbers();
  const ratio = getJobRatio(job);
  return (
    <div className={styles.detailProgress}>
      <p className={styles.quiet}>{describeJob(job, numbers)}</p>
      <ProgressBar label={describeJob(job, numbers)} ratio={ratio} />
    </div>
  );
}

function JobFacts({ job }: { readonly job: JobDetailFragment }): ReactNode {
  return (
    <dl className={panel.facts}>
      <div>
        <dt>Submitted</dt>
        <dd>
          <Time at={job.createdAt} />
        </dd>
      </div>
      <div>
        <dt>Attempt</dt>
        <dd>{job.attempt === 0 ? 'none yet' : `${job.attempt} of ${job.maxAttempts}`}</dd>
      </div>
      <div>
        <dt>Priority</dt>
        <dd>{job.priority}</dd>
      </div>
      <div>
        <dt>Runs on</dt>
        <dd>{job.requiredProvider?.toLowerCase() ?? 'any worker'}</dd>
      </div>
      {job.study && (
        <div>
          <dt>Study</dt>
          <dd>
            <Link href={toJobsHref({ study: job.study.id })}>
              {job.study.progress.succeeded} of {job.study.progress.total} jobs done
            </Link>
          </dd>
        </div>
      )}
      {job.dependsOn.length > 0 && (
        <div>
          <dt>Needs</dt>
          <dd>
            {job.dependsOn.map((needed, index) => (
              <span key={needed.id}>
                {index > 0 && ', '}
                <Link href={toJobsHref({ job: needed.id })} scroll={false}>
                  {getJobVerb(needed.kind)}
                </Link>{' '}
                ({needed.status.toLowerCase()})
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
