'use client';

import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';
import { useNumbers } from '../ui/locale.tsx';
import { listJobColumns, type Outlooks } from './job-columns.tsx';
import styles from './jobs.module.css';
import { type JobsParams, toJobsHref } from './jobs-params.ts';

export interface JobsTableProps {
  readonly jobs: readonly JobRowFragment[];
  readonly outlooks: Outlooks;
  readonly total: number;
  readonly params: JobsParams;
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
  readonly query: QuerySource;
  readonly empty: ReactNode;
}

const SORT = [{ id: 'changed', desc: true }];
const getRowId = (job: JobRowFragment) => job.id;

/** One page of jobs, last changed first; a failed job shows its reason. */
export function JobsTable({ jobs, outlooks, total, params, next, query, empty }: JobsTableProps): ReactNode {
  const numbers = useNumbers();
  const columns = useMemo(() => listJobColumns(params, outlooks), [params, outlooks]);
  return (
    <>
      <DataTable
        title="Jobs"
        name="job"
        rows={jobs}
        columns={columns}
        getRowId={getRowId}
        rowHeader="job"
        current={params.job}
        sort={SORT}
        query={query}
        status={
          jobs.length === total
            ? countOf(total, 'job', numbers.integer(total))
            : `${numbers.integer(jobs.length)} of ${countOf(total, 'job', numbers.integer(total))}`
        }
        empty={empty}
      />
      {(params.after || next) && (
        <p className={styles.pager}>
          {params.after && <Link href={toJobsHref({ ...params, after: null })}>Newest</Link>}
          {next && <Link href={toJobsHref({ ...params, after: next })}>Older</Link>}
        </p>
      )}
    </>
  );
}
