import Link from 'next/link';
import type { ReactNode } from 'react';
import { PublishedAgreementsDocument, PublishedBoardDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { MAX_MODELS, toCompareHref } from '../compare/compare-params.ts';
import { toQuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import { Agreements } from './agreements.tsx';
import { BoardTabs } from './board-tabs.tsx';
import { CreditLine } from './credit-line.tsx';
import { PublishedBoard } from './published-board.tsx';

/** The second tab of the board: models of which others published numbers of layers; of one generation also whether siblings agree. */
export async function PublishedPage({ generation }: { readonly generation: string | null }): Promise<ReactNode> {
  const variables = { generation };
  const siblings = { agreement: 'SIBLINGS' as const, generation };
  const [all, agreements] = await Promise.all([
    fetchNodes({ document: PublishedBoardDocument, variables: { generation: null }, pick: ({ publishedModels }) => publishedModels }),
    generation === null ? [] : (await fetchApi(PublishedAgreementsDocument, siblings)).publishedAgreements,
  ]);
  const models = generation === null ? all : all.filter((model) => model.generation === generation);
  const generations = [...new Set(all.flatMap(({ generation: name }) => (name === null ? [] : [name])))].sort();
  return (
    <div className={panel.page}>
      <div>
        <h1>{generation === null ? 'Published layers of many models' : `${generation}, published`}</h1>
        <p className={panel.lead}>
          What other people measured, block by block, with source and licence. Nothing here was measured by this platform.{' '}
          <Link href="/predict">Predict a model that nobody measured</Link>.
        </p>
        <p className={panel.lead}>
          Generations:{' '}
          {generations.map((name, place) => (
            <span key={name}>
              {place > 0 && ' · '}
              <Link href={`/published?generation=${encodeURIComponent(name)}`} aria-current={name === generation ? 'page' : undefined}>
                {name}
              </Link>
            </span>
          ))}
          {generation !== null && (
            <>
              {' '}
              · <Link href="/published">all</Link> ·{' '}
              <Link href={toCompareHref(models.slice(0, MAX_MODELS).map(({ slug }) => slug))}>overlay their profiles</Link>
            </>
          )}
        </p>
      </div>
      <BoardTabs current="published" />
      <PublishedBoard models={models} query={toQuerySource(PublishedBoardDocument, variables)} />
      <CreditLine sources={models.flatMap(({ every }) => every.map(({ source }) => source))} />
      <Agreements
        id="siblings"
        title="Do siblings agree?"
        agreements={agreements}
        isOfSiblings
        query={toQuerySource(PublishedAgreementsDocument, siblings)}
      />
    </div>
  );
}
