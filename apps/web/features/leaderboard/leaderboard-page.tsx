import type { ReactNode } from 'react';
import { ActiveJobsDocument, LeaderboardDocument, LeaderboardModelsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { joinBoard } from './board-row.ts';
import { HowToRead } from './how-to-read.tsx';
import { LeaderboardControls } from './leaderboard-controls.tsx';
import type { LeaderboardParams } from './leaderboard-params.ts';
import { LeaderboardTable } from './leaderboard-table.tsx';
import { PendingModels } from './pending-models.tsx';

/** The models, ranked by what they keep when some of their blocks are removed. */
export async function LeaderboardPage({ params }: { readonly params: LeaderboardParams }): Promise<ReactNode> {
  const strategy = params.strategy === 'best' ? null : toStrategy(params.strategy);
  const [{ leaderboard }, { models }, { jobs }] = await Promise.all([
    fetchApi(LeaderboardDocument, { strategy, removedRatio: params.removed, lane: params.lane }),
    fetchApi(LeaderboardModelsDocument, {}),
    fetchApi(ActiveJobsDocument, {}),
  ]);
  const { rows, pending } = joinBoard(leaderboard.nodes, models.nodes);
  const truncated = leaderboard.totalCount > leaderboard.nodes.length;
  return (
    <div className={panel.page}>
      <div>
        <h1>Which layers are redundant, and what does removing them cost?</h1>
        <p className={panel.lead}>
          Each model below was scored block by block, then pruned and measured again. Retention is pruned ÷ dense accuracy, paired on the
          same questions, with its standard error.
        </p>
      </div>
      <LeaderboardControls lanes={leaderboard.lanes} lane={leaderboard.lane} />
      {rows.length > 0 && <LeaderboardTable rows={rows} benchmarks={leaderboard.benchmarks} />}
      {truncated && (
        <p>
          Only the first {leaderboard.nodes.length} of {leaderboard.totalCount} rows are shown.
        </p>
      )}
      {rows.length === 0 && models.nodes.length > 0 && (
        <Notice title="No evaluated pruning at these settings yet">
          <p>Results appear here by themselves as the jobs below finish. Another strategy or removed ratio may have rows already.</p>
        </Notice>
      )}
      {models.nodes.length === 0 && (
        <Notice title="No models are registered yet">
          <p>The bundled models are registered when the scorer starts; this page follows by itself.</p>
        </Notice>
      )}
      <PendingModels models={pending} initialJobs={jobs.nodes} />
      {rows.length > 0 && <HowToRead />}
    </div>
  );
}
