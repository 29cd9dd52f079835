import type { ReactNode } from 'react';
import { type JobStatus, JobsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import panel from '../ui/panel.module.css';
import { JobsBoard } from './jobs-board.tsx';
import type { JobsParams } from './jobs-params.ts';

/** The queue: what runs, what waits, what failed and why. */
export async function JobsPage({ params }: { readonly params: JobsParams }): Promise<ReactNode> {
  const filter = params.status ? { status: params.status.toUpperCase() as JobStatus } : {};
  const data = await fetchApi(JobsDocument, { filter, after: params.after });
  const counts = {
    waiting: data.waiting.totalCount,
    queued: data.queued.totalCount,
    running: data.running.totalCount,
    succeeded: data.succeeded.totalCount,
    failed: data.failed.totalCount,
    cancelled: data.cancelled.totalCount,
  };
  return (
    <div className={panel.page}>
      <div>
        <h1>Jobs</h1>
        <p className={panel.lead}>
          A study scores a model, prunes it by several strategies and evaluates every pruning. This is its queue, as it moves.
        </p>
      </div>
      <JobsBoard
        jobs={data.jobs.nodes}
        running={data.running.nodes}
        counts={counts}
        total={data.jobs.totalCount}
        status={params.status}
        after={params.after}
        next={data.jobs.pageInfo.hasNextPage ? data.jobs.pageInfo.endCursor : null}
      />
    </div>
  );
}
