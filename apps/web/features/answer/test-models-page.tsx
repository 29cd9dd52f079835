import Link from 'next/link';
import type { ReactNode } from 'react';
import { ActiveJobsDocument, BoardDocument, ModelSourcesDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { BeingMeasured } from '../jobs/running-jobs.tsx';
import { toQuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import { type AnswerParams, toSaving } from './answer-params.ts';
import { Board } from './board.tsx';

/** The small models that come with Lamina: they know an invented world only, so their numbers say nothing about real models. */
export async function TestModelsPage({ params }: { readonly params: AnswerParams }): Promise<ReactNode> {
  const variables = { lose: params.lose, save: toSaving(params.save), testModels: true };
  const [{ board }, { models }, { jobs }] = await Promise.all([
    fetchApi(BoardDocument, variables),
    fetchApi(ModelSourcesDocument, {}),
    fetchApi(ActiveJobsDocument, {}),
  ]);
  const onBoard = new Set(board.map(({ model }) => model.slug));
  const unjudged = models.nodes.filter(({ slug, source }) => source === 'bundled' && !onBoard.has(slug));
  return (
    <div className={panel.page}>
      <div>
        <h1>Test models</h1>
        <p className={panel.lead}>
          These models come with Lamina. They are small and know only an invented world: use them to try Lamina in seconds, not to learn
          about real models. Only one source of text can judge them, so no change of them is ever shown to be within a limit.
        </p>
      </div>
      <BeingMeasured initial={jobs.nodes} />
      {board.length > 0 && <Board rows={board} limit={params.lose} save={params.save} query={toQuerySource(BoardDocument, variables)} />}
      {unjudged.length > 0 && (
        <p className={panel.lead}>
          No change was judged yet of {unjudged.map(({ name }) => name).join(', ')}.{' '}
          <Link href={toStudy(unjudged.map(({ slug }) => slug))}>Measure them on this machine</Link>
        </p>
      )}
    </div>
  );
}

/** The form of a study on the only text whose language these models know. */
function toStudy(slugs: readonly string[]): string {
  const settings = JSON.stringify({ calibration: 'invented-world', texts: ['invented-world'] });
  return `/submit?${new URLSearchParams({ models: slugs.join(','), settings })}`;
}
