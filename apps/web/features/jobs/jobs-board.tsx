'use client';

import type { ReactNode } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import styles from './jobs.module.css';
import type { JOB_STATES } from './jobs-params.ts';
import { JobsTable } from './jobs-table.tsx';
import { LiveMark } from './live-mark.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { StatusTabs } from './status-tabs.tsx';
import { useLiveJobs } from './use-live-jobs.ts';

type State = (typeof JOB_STATES)[number];

export interface JobsBoardProps {
  readonly jobs: readonly JobRowFragment[];
  readonly running: readonly JobRowFragment[];
  readonly counts: Readonly<Record<State, number>>;
  readonly total: number;
  readonly status: State | null;
  readonly after: string | null;
  readonly next: string | null;
}

/** Running jobs on top, all jobs beneath; one subscription keeps both moving. */
export function JobsBoard({ jobs, running, counts, total, status, after, next }: JobsBoardProps): ReactNode {
  const onPage = new Set(jobs.map((job) => job.id));
  const live = useLiveJobs([...running, ...jobs.filter((job) => !running.some((one) => one.id === job.id))]);
  const runningNow = live.jobs
    .filter((job) => job.status === 'RUNNING')
    .toSorted((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
  const listed = live.jobs.filter((job) => onPage.has(job.id) && (status === null || job.status === status.toUpperCase()));
  const everything = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <Section id="running" title="Running now" actions={<LiveMark state={live.state} />}>
        {runningNow.length > 0 ? (
          <RunningJobs jobs={runningNow} />
        ) : (
          <p className={styles.idle}>
            {counts.queued + counts.waiting > 0
              ? 'Nothing at this moment; the scorer takes the next job by itself.'
              : 'Nothing. The queue is empty.'}
          </p>
        )}
      </Section>
      <Section id="all" title="All jobs" actions={<StatusTabs counts={counts} everything={everything} status={status} />}>
        {listed.length > 0 ? (
          <JobsTable jobs={listed} total={total} after={after} next={next} status={status} />
        ) : (
          <Notice title={status === null ? 'No jobs yet' : `No ${status} jobs`}>
            <p>{status === null ? 'Studies of the bundled models are queued when Lamina starts.' : 'Choose another state above.'}</p>
          </Notice>
        )}
      </Section>
    </>
  );
}
