'use client';

import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import type { JobHold, JobRowFragment, JobsQuery } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { alignCounts } from './describe-outlook.ts';
import { listJobColumns } from './job-columns.tsx';
import { JOB_STATES, type JobState } from './job-states.ts';
import { LiveMark } from './job-status.tsx';
import styles from './jobs.module.css';
import { JobsFilterBar } from './jobs-filter-bar.tsx';
import { type JobsParams, matchesParams, toJobsHref } from './jobs-params.ts';
import { RunningJobs } from './running-jobs.tsx';
import { useLiveJobs } from './use-live-jobs.ts';

type ListedJob = JobsQuery['jobs']['nodes'][number];

const SORT = [{ id: 'changed', desc: true }];
const getRowId = ({ id }: JobRowFragment) => id;

export interface JobsBoardProps {
  readonly jobs: readonly ListedJob[];
  readonly running: readonly JobRowFragment[];
  /** Whether more jobs run than `running` lists. */
  readonly hasMoreRunning: boolean;
  /** What holds the job that is next in the queue; null if nothing is queued. */
  readonly nextHold: JobHold | null;
  readonly counts: Readonly<Record<JobState, number>>;
  readonly total: number;
  readonly params: JobsParams;
  readonly next: string | null;
  readonly query: QuerySource;
  /** Shown between the running jobs and the list. */
  readonly children: ReactNode;
}

/** Running jobs above all jobs; one subscription updates both. */
export function JobsBoard({
  jobs,
  running,
  hasMoreRunning,
  nextHold,
  counts: read,
  total,
  params,
  next,
  query,
  children,
}: JobsBoardProps): ReactNode {
  // Read again with the page, which every new step of a job does.
  const outlooks = useMemo(() => new Map(jobs.flatMap(({ id, outlook }) => (outlook ? [[id, outlook] as const] : []))), [jobs]);
  const columns = useMemo(() => listJobColumns(params, outlooks), [params, outlooks]);
  const onPage = new Set(jobs.map((job) => job.id));
  const live = useLiveJobs([...running, ...jobs.filter((job) => !running.some((one) => one.id === job.id))]);
  const runningNow = live.jobs
    .filter((job) => job.status === 'RUNNING' && (params.study === null || running.some(({ id }) => id === job.id)))
    .filter((job) => matchesParams(job, params))
    // A job that just began may be heard of before its start is stored.
    .toSorted((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
  const listed = live.jobs.filter((job) => onPage.has(job.id) && (params.status === null || job.status === toEnumName(params.status)));
  // The list and its count may be read at different moments, so the number that is shown is that of the list.
  const counts = alignCounts(read, hasMoreRunning ? null : runningNow.length);
  const everything = Object.values(read).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <Section
        id="running"
        title="Running now"
        actions={
          <div className={styles.sectionActions}>
            <LiveMark state={live.state} />
            <Link className={control.button} href="/submit">
              Submit a study
            </Link>
          </div>
        }
      >
        {runningNow.length > 0 ? <RunningJobs jobs={runningNow} /> : <p className={styles.idle}>{describeIdle(counts, nextHold)}</p>}
      </Section>
      {children}
      <Section id="all" title="All jobs">
        <JobsFilterBar params={params} jobs={jobs} />
        <StatusTabs counts={counts} everything={everything} params={params} />
        <DataTable
          title="Jobs"
          name="job"
          rows={listed}
          columns={columns}
          getRowId={getRowId}
          rowHeader="job"
          current={params.job}
          sort={SORT}
          query={query}
          status={`${listed.length === total ? '' : `${numbers.integer(listed.length)} of `}${countOf(total, 'job')}`}
          empty={<NoJobs status={params.status} isQueueNew={everything === 0} />}
        />
        {(params.after !== null || next !== null) && (
          <p className={styles.pager}>
            {params.after !== null && <Link href={toJobsHref({ ...params, after: null })}>Newest</Link>}
            {next !== null && <Link href={toJobsHref({ ...params, after: next })}>Older</Link>}
          </p>
        )}
      </Section>
    </>
  );
}

/** Why nothing runs. */
function describeIdle({ queued, waiting }: JobsBoardProps['counts'], nextHold: JobHold | null): string {
  if (queued + waiting === 0) return 'Nothing. The queue is empty.';
  if (nextHold === 'NO_WORKER')
    return `Nothing: ${countOf(queued, 'job')} in the queue, but no worker that may take the next one is running. Start one with "npm start" or "lamina worker".`;
  return 'Nothing at this moment. The next free worker takes the next job.';
}

function NoJobs({ status, isQueueNew }: { readonly status: JobState | null; readonly isQueueNew: boolean }): ReactNode {
  if (isQueueNew) return <p>No jobs yet. A study of a bundled model is queued when Lamina starts.</p>;
  return <p>No {status ?? 'such'} jobs. Choose another state or take a filter off above.</p>;
}

interface StatusTabsProps {
  readonly counts: Readonly<Record<JobState, number>>;
  readonly everything: number;
  readonly params: JobsParams;
}

/** Links to the list of each status, with its number of jobs. */
function StatusTabs({ counts, everything, params }: StatusTabsProps): ReactNode {
  const kept = { ...params, job: null, after: null };
  const tabs = [
    { name: 'all', href: toJobsHref({ ...kept, status: null }), count: everything, current: params.status === null },
    ...JOB_STATES.map((status) => ({
      name: status,
      href: toJobsHref({ ...kept, status }),
      count: counts[status],
      current: params.status === status,
    })),
  ];
  return (
    <nav aria-label="Job states" className={control.segments}>
      {tabs.map((tab) => (
        <Link key={tab.name} href={tab.href} scroll={false} className={control.segment} aria-current={tab.current ? 'page' : undefined}>
          {tab.name}
          <span className={control.count}>{tab.count}</span>
        </Link>
      ))}
    </nav>
  );
}
