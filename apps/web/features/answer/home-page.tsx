import Link from 'next/link';
import type { ReactNode } from 'react';
import { ActiveJobsDocument, BoardDocument, ScoredModelsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { BeingMeasured } from '../jobs/running-jobs.tsx';
import { BoardTabs } from '../published/board-tabs.tsx';
import { toQuerySource } from '../query/query-source.ts';
import { countOf } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { AnswerPanel } from './answer-panel.tsx';
import type { AnswerParams } from './answer-params.ts';
import { Board } from './board.tsx';
import { loadAnswer } from './load-answer.ts';

/** What can go? The answer for one model, then all models. */
export async function HomePage({ params }: { readonly params: AnswerParams }): Promise<ReactNode> {
  const variables = { lose: params.lose };
  const [{ board }, { jobs }, { models }] = await Promise.all([
    fetchApi(BoardDocument, variables),
    fetchApi(ActiveJobsDocument, {}),
    fetchApi(ScoredModelsDocument, {}),
  ]);
  const unmeasured = models.nodes.filter(({ source, canonicalScoreRun }) => source === 'bundled' && canonicalScoreRun === null);
  const slug = params.model ?? board[0]?.model.slug ?? null;
  const answer = slug === null ? null : await loadAnswer(slug, params);
  return (
    <div className={panel.page}>
      <div>
        <h1>What can go?</h1>
        <p className={panel.lead}>
          A language model is a stack of blocks. Some hardly change what passes through them. Lamina measures which ones can go, and what
          that costs.
        </p>
      </div>
      {answer ? (
        <AnswerPanel {...answer} models={board.map(({ model }) => model)} />
      ) : (
        <p className={panel.lead}>No change of a model was judged yet. Models appear here as soon as their measurements are judged.</p>
      )}
      <BeingMeasured initial={jobs.nodes} />
      <BoardTabs current="measured" />
      <Board rows={board} limit={params.lose} query={toQuerySource(BoardDocument, variables)} />
      {unmeasured.length > 0 && (
        <p className={panel.lead}>
          {countOf(unmeasured.length, 'bundled model')} {unmeasured.length === 1 ? 'is' : 'are'} not measured yet.{' '}
          <Link href={`/submit?models=${unmeasured.map(({ slug }) => encodeURIComponent(slug)).join(',')}`}>
            Measure them on this machine
          </Link>
        </p>
      )}
    </div>
  );
}
