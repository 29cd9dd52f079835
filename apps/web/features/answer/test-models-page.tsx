import Link from 'next/link';
import type { ReactNode } from 'react';
import { BoardDocument, ScoredModelsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { countOf } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { type AnswerParams, toSaving } from './answer-params.ts';
import { Board } from './board.tsx';

/** The small models that come with Lamina: they know an invented world only, so their numbers say nothing about real models. */
export async function TestModelsPage({ params }: { readonly params: AnswerParams }): Promise<ReactNode> {
  const variables = { lose: params.lose, save: toSaving(params.save), testModels: true };
  const [{ board }, { models }] = await Promise.all([fetchApi(BoardDocument, variables), fetchApi(ScoredModelsDocument, {})]);
  const unmeasured = models.nodes.filter(({ source, canonicalScoreRun }) => source === 'bundled' && canonicalScoreRun === null);
  return (
    <div className={panel.page}>
      <div>
        <h1>Test models</h1>
        <p className={panel.lead}>
          These models come with Lamina. They are small and know only an invented world: use them to try Lamina in seconds, not to learn
          about real models. Only one source of text can judge them, so no change of them is ever shown to be within a limit.
        </p>
      </div>
      <Board rows={board} limit={params.lose} save={params.save} query={toQuerySource(BoardDocument, variables)} />
      {unmeasured.length > 0 && (
        <p className={panel.lead}>
          {countOf(unmeasured.length, 'model')} {unmeasured.length === 1 ? 'is' : 'are'} not measured yet.{' '}
          <Link href={`/submit?models=${unmeasured.map(({ slug }) => encodeURIComponent(slug)).join(',')}`}>
            Measure them on this machine
          </Link>
        </p>
      )}
    </div>
  );
}
