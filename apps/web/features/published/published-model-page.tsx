import { DIVERGENCE } from '@lamina/metrics';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { PublishedPageDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toCompareHref } from '../compare/compare-params.ts';
import { ModelStrips } from '../strips/model-strips.tsx';
import { Facts } from '../ui/facts.tsx';
import panel from '../ui/panel.module.css';
import { OthersMeasured } from './others-measured.tsx';
import { PredictedSection } from './predicted-section.tsx';

/** A model of which others published numbers. If it was measured here too, its own page shows both. */
export async function PublishedModelPage({ name: wanted }: { readonly name: string }): Promise<ReactNode> {
  const { publishedModel: model } = await fetchApi(PublishedPageDocument, { model: wanted });
  if (!model) notFound();
  const { slug, name, hubId, generation, measured } = model;
  return (
    <div className={panel.page}>
      <div>
        <h1>{name}</h1>
        <p className={panel.lead}>
          {measured ? (
            <Link href={`/models/${encodeURIComponent(measured.slug)}`}>Measured here too</Link>
          ) : (
            'Not measured here: everything on this page was published by others.'
          )}
        </p>
        <p className={panel.lead}>
          <Link href={toCompareHref([slug])}>Compare it with other models</Link> · <Link href="/models">All models</Link>
        </p>
        <Facts
          facts={[
            ['Blocks', model.blockCount],
            ['Kind', model.feedForwardKind],
            ['Architecture', model.architecture],
            ['Hidden size', model.hiddenSize],
            ['Generation', generation],
            ['Published as', model.aliases.length > 0 && model.aliases.join(', ')],
            ['On the hub', hubId && <a href={`https://huggingface.co/${hubId}`}>{hubId}</a>],
          ]}
        />
      </div>
      <ModelStrips slug={slug} />
      <OthersMeasured model={model} />
      {model.profiles.every(({ unitOfValue }) => unitOfValue !== DIVERGENCE) && <PredictedSection hubId={hubId ?? name} config={null} />}
    </div>
  );
}
