import Link from 'next/link';
import { type ReactNode, Suspense } from 'react';
import { ActiveJobsDocument, BoardDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { BeingMeasured } from '../jobs/running-jobs.tsx';
import { toQuerySource } from '../query/query-source.ts';
import { AwaitedStrips, HomeStrips } from '../strips/home-strips.tsx';
import panel from '../ui/panel.module.css';
import { AnswerPanel } from './answer-panel.tsx';
import { type AnswerParams, toSaving } from './answer-params.ts';
import { Board } from './board.tsx';
import { loadAnswer } from './load-answer.ts';
import { OwnModel } from './own-model.tsx';

/** The first page: the answer for one model, then all real models, then how to ask about one's own. */
export async function HomePage({ params }: { readonly params: AnswerParams }): Promise<ReactNode> {
  const variables = { lose: params.lose, save: toSaving(params.save), testModels: false };
  const [{ board }, { jobs }] = await Promise.all([fetchApi(BoardDocument, variables), fetchApi(ActiveJobsDocument, {})]);
  const slug = params.model ?? board[0]?.model.slug ?? null;
  const answer = slug === null ? null : await loadAnswer(slug, params);
  return (
    <div className={panel.page}>
      <div>
        <h1>What can go?</h1>
        <p className={panel.lead}>
          A language model has blocks that hardly change what passes through them, weights with more bits than they need, and words that you
          never read. Lamina measures what can go, and what that costs.
        </p>
      </div>
      {answer ? (
        <AnswerPanel {...answer} models={board.map(({ model }) => model)} />
      ) : (
        <p className={panel.lead}>No change of a model was judged yet. Models appear here as soon as their measurements are judged.</p>
      )}
      <OwnModel />
      <BeingMeasured initial={jobs.nodes} />
      <Suspense fallback={<AwaitedStrips />}>
        <HomeStrips />
      </Suspense>
      <Board rows={board} limit={params.lose} save={params.save} query={toQuerySource(BoardDocument, variables)} />
      <p className={panel.lead}>
        Small models that come with Lamina, to try it in seconds, are listed apart: <Link href="/test-models">test models</Link>.
      </p>
    </div>
  );
}
