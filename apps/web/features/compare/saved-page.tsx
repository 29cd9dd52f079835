import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SavedComparisonDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import panel from '../ui/panel.module.css';
import { Time } from '../ui/time.tsx';
import { AgreementSection } from './agreement-section.tsx';
import { toCompareHref } from './compare-params.ts';
import { InfluenceSection } from './influence-section.tsx';

/** A saved comparison does not change, so it has no choice of metrics. */
const FROZEN: readonly never[] = [];

/** A saved comparison: always the same runs. */
export async function SavedPage({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const { comparison } = await fetchApi(SavedComparisonDocument, { slug });
  if (!comparison) notFound();
  const { result } = comparison;
  const query = toQuerySource(SavedComparisonDocument, { slug });
  return (
    <div className={panel.page}>
      <div>
        <h1>{comparison.title}</h1>
        <p className={panel.lead}>
          Saved <Time at={comparison.createdAt} />, by the protocol {result.lane}. It shows the same score runs for ever.{' '}
          <a href={toCompareHref(result.models.map(({ model }) => model.slug))}>The same models with their newest scores</a>
        </p>
      </div>
      <RecordedNote rows={result.models.map(({ scoreRun }) => scoreRun)} />
      <InfluenceSection title="Where are they redundant?" result={result} query={query} metrics={FROZEN} />
      <AgreementSection result={result} query={query} />
    </div>
  );
}
