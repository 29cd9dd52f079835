import type { ReactNode } from 'react';
import { LeaderboardDocument, type LeaderboardQueryVariables, PublishedResultsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { isAboveChance } from '../pruning/chance-params.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { MeasuredTable } from './measured-table.tsx';
import type { PapersParams } from './papers-params.ts';
import { PublishedBoard } from './published-board.tsx';

/** Numbers from papers with arithmetic checks, compared with measured numbers but never mixed with them. */
export async function PapersPage({ params }: { readonly params: PapersParams }): Promise<ReactNode> {
  const variables: LeaderboardQueryVariables = {
    strategy: params.strategy === 'best' ? null : toStrategy(params.strategy),
    removedRatio: params.removed,
    lane: params.lane,
    aboveChance: isAboveChance(params.chance),
  };
  const [cells, { leaderboard }] = await Promise.all([
    fetchNodes({ document: PublishedResultsDocument, variables: {}, pick: ({ publishedResults }) => publishedResults }),
    fetchApi(LeaderboardDocument, variables),
  ]);
  return (
    <div className={panel.page}>
      <div>
        <h1>Papers</h1>
        <p className={panel.lead}>
          Published numbers exactly as printed, with paper, table and row, and arithmetic checks. They were measured elsewhere, on other
          tasks and harnesses. Rows measured by Lamina are in a separate table below.
        </p>
      </div>
      <Section
        id="published"
        title="As published"
        intro="Averages are computed again from the printed scores. If they disagree, or if a paper contradicts itself, the row says so: do not use it as a reference. Each row names the removed units and the repair: repaired rows are not comparable with rows of removal only."
      >
        <PublishedBoard cells={cells} />
      </Section>
      <Section
        id="measured"
        title="Measured here"
        intro="Measurements of this platform with standard errors, at one removed share. As measured, percent of dense is the same quantity as in the papers’ last column, but the benchmarks differ. Above chance it is another quantity, which these papers do not print."
      >
        <RecordedNote rows={leaderboard.nodes} />
        <MeasuredTable first={leaderboard} variables={variables} />
      </Section>
    </div>
  );
}
