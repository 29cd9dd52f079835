import { toEnumName } from '@lamina/metrics';
import type { ReactNode } from 'react';
import { JobDetailsDocument, type JobFilter, JobsDocument, StudyTextsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { toMember } from '../session/session.ts';
import { findSession } from '../session/session-cookie.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { JobDetail } from './job-detail.tsx';
import { JobsBoard } from './jobs-board.tsx';
import { type JobsParams, toJobsHref } from './jobs-params.ts';
import { Workers } from './workers.tsx';

/** The queue: running, waiting and failed jobs with reasons, and the workers. */
export async function JobsPage({ params }: { readonly params: JobsParams }): Promise<ReactNode> {
  const kind = params.kind === null ? null : toEnumName(params.kind);
  const models = params.models && params.models.length > 0 ? params.models : null;
  const filter: JobFilter = {
    models,
    study: params.study,
    kind,
    status: params.status === null ? null : toEnumName(params.status),
  };
  const variables = { filter, counted: models, study: params.study, kind, after: params.after };
  const [data, detail, texts, session] = await Promise.all([
    fetchApi(JobsDocument, variables),
    params.job === null ? null : fetchApi(JobDetailsDocument, { id: params.job }),
    params.study === null ? null : fetchApi(StudyTextsDocument, { study: params.study }),
    findSession(),
  ]);
  const member = session && toMember(session);
  const study = texts?.node?.__typename === 'Study' ? texts.node : null;
  return (
    <div className={panel.page}>
      <div>
        <h1>Jobs</h1>
        <p className={panel.lead}>
          A study scores a model, prunes it by several strategies and evaluates every pruning. This is the live queue.
        </p>
      </div>
      {detail?.job && (
        <JobDetail key={detail.job.id} initial={detail.job} member={member} closeHref={toJobsHref({ ...params, job: null })} />
      )}
      {params.job !== null && !detail?.job && (
        <Notice title="There is no such job">
          <p>The address may be mistyped, or belong to another Lamina.</p>
        </Notice>
      )}
      {study !== null && study.textsLeftOut.length > 0 && (
        <Notice title="Some texts were left out">
          <p data-texts-left-out>The model does not know the language of {study.textsLeftOut.join(', ')}: no loss is measured on them.</p>
        </Notice>
      )}
      <JobsBoard
        jobs={data.jobs.nodes}
        running={data.running.nodes}
        queued={data.queued.totalCount}
        nextHold={data.queued.nodes[0]?.outlook?.hold ?? null}
        total={data.jobs.totalCount}
        params={params}
        next={data.jobs.pageInfo.hasNextPage ? data.jobs.pageInfo.endCursor : null}
        query={toQuerySource(JobsDocument, variables)}
      >
        <Workers workers={data.workers.nodes} />
      </JobsBoard>
    </div>
  );
}
