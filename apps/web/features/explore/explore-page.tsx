import type { ReactNode } from 'react';
import { LeaderboardDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { REMOVED_RATIOS } from '../leaderboard/leaderboard-params.ts';
import { toBoardVariables } from '../leaderboard/to-board-variables.ts';
import type { FirstPage } from '../leaderboard/use-all-rows.ts';
import { loadChances } from '../pruning/load-chances.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import panel from '../ui/panel.module.css';
import { ExploreBoard } from './explore-board.tsx';
import type { ExploreParams } from './explore-params.ts';

/** Any two quantities of all models against each other. */
export async function ExplorePage({ params }: { readonly params: ExploreParams }): Promise<ReactNode> {
  const ratios = params.points === 'models' ? [params.removed] : [...new Set([...REMOVED_RATIOS, params.removed])];
  const [chances, ...pages] = await Promise.all([loadChances(), ...ratios.map((removed) => loadBoard(params, removed))]);
  return (
    <div className={panel.page}>
      <div>
        <h1>Explore</h1>
        <p className={panel.lead}>
          Any two quantities over all models, at first retention against the share of parameters removed. The marked front holds the points
          that no other one beats beyond the 95 % intervals; each point leads to its model.
        </p>
      </div>
      <RecordedNote rows={pages.flatMap(({ first }) => first.nodes)} />
      <ExploreBoard pages={pages} chances={chances} />
    </div>
  );
}

async function loadBoard(params: ExploreParams, removed: number): Promise<FirstPage> {
  const variables = toBoardVariables({ ...params, removed });
  const { leaderboard } = await fetchApi(LeaderboardDocument, variables);
  return { first: leaderboard, variables };
}
