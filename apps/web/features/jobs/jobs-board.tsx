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
import { listJobColumns } from './job-columns.tsx';
import { LiveMark } from './job-status.tsx';
import styles from './jobs.module.css';
import { JobsFilterBar } from './jobs-filter-bar.tsx';
import { type JobsParams, matchesParams, toJobsHref } from './jobs-params.ts';
import { RunningJobs } from './running-jobs.tsx';
import { useLiveJobs } from './use-live-jobs.ts';

type ListedJob = JobsQuery['jobs']['nodes'][number];

const SORT = [{ id: 'changed', desc: true }];

export interface JobsBoardProps {
  readonly jobs: readonly ListedJob[];
  readonly running: readonly JobRowFragment[];
  /** How many jobs wait for a worker. */
  readonly queued: number;
  /** The reason why the next job of the queue waits; null if nothing is queued. */
  readonly nextHold: JobHold | null;
  readonly total: number;
  readonly params: JobsParams;
  readonly next: string | null;
  readonly query: QuerySource;
  /** Shown between the running jobs and the list. */
  readonly children: ReactNode;
}

/** Running jobs above all jobs; one subscription updates both. */
export function JobsBoard({ jobs, running, queued, nextHold, total, params, next, query, children }: JobsBoardProps): ReactNode {
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
        {runningNow.length > 0 ? <RunningJobs jobs={runningNow} /> : <p className={styles.idle}>{describeIdle(queued, nextHold)}</p>}
      </Section>
      {children}
      <Section id="all" title="All jobs">
        <JobsFilterBar params={params} jobs={jobs} />
        <DataTable
          title="Jobs"
          name="job"
          rows={listed}
          columns={columns}
          rowHeader="job"
          current={params.job}
          sort={SORT}
          query={query}
          status={`${listed.length === total ? '' : `${numbers.integer(listed.length)} of `}${countOf(total, 'job')}`}
          empty="No such job. The filters above hide the others; a study of a bundled model is queued when Lamina starts."
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
function describeIdle(queued: number, nextHold: JobHold | null): string {
  if (queued === 0) return 'Nothing. The queue is empty.';
  if (nextHold === 'NO_WORKER')
    return `Nothing: ${countOf(queued, 'job')} in the queue, but no worker that may take the next one is running. Start one with "npm start" or "lamina worker".`;
  return 'Nothing at this moment. The next free worker takes the next job.';
}
