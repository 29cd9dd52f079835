import Link from 'next/link';
import type { ReactNode } from 'react';
import {
  ActiveJobsDocument,
  LeaderboardDocument,
  type LeaderboardQuery,
  type LeaderboardQueryVariables,
  NewestModelsDocument,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import { ModelsRecommendation } from '../recommendation/models-recommendation.tsx';
import type { RecommendationParams } from '../recommendation/recommendation-params.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { Explain } from '../ui/explain.tsx';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { listPending } from './board-row.ts';
import { HowToRead } from './how-to-read.tsx';
import { LeaderboardBoard } from './leaderboard-board.tsx';
import type { LeaderboardSettings } from './leaderboard-params.ts';
import { PendingModels } from './pending-models.tsx';
import { toBoardVariables } from './to-board-variables.ts';

export interface LeaderboardPageProps {
  readonly settings: LeaderboardSettings;
  readonly allowed: RecommendationParams;
}

/** Lanes beyond these are chosen in the filters. */
const MOST_OWN_BOARDS = 3;

/** The models, ranked by their retention after some of their blocks are removed. */
export async function LeaderboardPage({ settings, allowed }: LeaderboardPageProps): Promise<ReactNode> {
  const variables = toBoardVariables(settings);
  const [{ leaderboard }, { models }, { jobs }] = await Promise.all([
    fetchApi(LeaderboardDocument, variables),
    fetchApi(NewestModelsDocument, {}),
    fetchApi(ActiveJobsDocument, {}),
  ]);
  const words = getRetentionWords(leaderboard.aboveChance);
  const isRecorded = leaderboard.nodes.some(({ recording }) => recording !== null);
  // Recorded models come first. What this machine measures has lanes of its own, and their boards follow.
  const hasOwn = settings.lane === null && (isRecorded || leaderboard.totalCount === 0);
  const own = hasOwn ? await loadOwnBoards(leaderboard, variables) : [];
  const shown = [leaderboard, ...own.map(({ first }) => first)].flatMap(({ nodes }) => nodes);
  const main = [leaderboard, ...own.map(({ first }) => first)].find(({ totalCount }) => totalCount > 0);
  const isComplete = leaderboard.totalCount === leaderboard.nodes.length;
  return (
    <div className={panel.page}>
      <div>
        <h1>Which layers are redundant, and what does removing them cost?</h1>
        <p className={panel.lead}>
          Each model was scored block by block <Explain term="block" />, then pruned and measured again. {words.title} is {words.formula}{' '}
          accuracy, paired on the same questions. Or begin with what you may lose: <a href="#recommendation">which blocks may go?</a> A
          model of your own is missing? <Link href="/submit#register">Register it</Link>.
        </p>
      </div>
      <RecordedNote rows={leaderboard.nodes} />
      <LeaderboardBoard first={leaderboard} variables={variables} />
      {own.length > 0 && (
        <Section id="measured-here" title="Measured on this machine" intro="The bundled models and your own, measured by the scorer here.">
          {own.map((board) => (
            <div key={board.first.lane} className={panel.stack}>
              {own.length > 1 && <p className={panel.lead}>{board.first.lane}</p>}
              <LeaderboardBoard {...board} hasFilters={false} />
            </div>
          ))}
        </Section>
      )}
      {main && <ModelsRecommendation models={main.nodes.map(({ model }) => model)} benchmarks={listBenchmarks(main)} params={allowed} />}
      {shown.length === 0 && models.totalCount > 0 && (
        <Notice title="No evaluated pruning at these settings yet">
          <p>Results appear here automatically when the jobs below finish. Another strategy or removed ratio may already have rows.</p>
        </Notice>
      )}
      {models.totalCount === 0 && (
        <Notice title="No models are registered yet">
          <p>The bundled models are registered when the scorer starts; this page updates by itself.</p>
        </Notice>
      )}
      {/* While the board has more pages, it is not known which models it lacks. */}
      <PendingModels models={isComplete ? listPending(shown, models.nodes) : []} initialJobs={jobs.nodes} />
      {main && <HowToRead />}
    </div>
  );
}

/** The boards of the other lanes that have rows at these settings. */
async function loadOwnBoards({ lane, lanes }: LeaderboardQuery['leaderboard'], variables: LeaderboardQueryVariables) {
  const others = lanes.filter((other) => other !== lane).slice(0, MOST_OWN_BOARDS);
  const boards = others.map(async (other) => {
    const ownVariables = { ...variables, lane: other };
    return { first: (await fetchApi(LeaderboardDocument, ownVariables)).leaderboard, variables: ownVariables };
  });
  return (await Promise.all(boards)).filter(({ first }) => first.totalCount > 0);
}

/** Recommendations use retentions as measured, which all benchmarks have. */
function listBenchmarks({ benchmarks, leftOutAboveChance }: LeaderboardQuery['leaderboard']): readonly string[] {
  return [...benchmarks, ...leftOutAboveChance].sort();
}
