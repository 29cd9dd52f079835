import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { LayerReadingsDocument, ManyModelsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { CreditLine } from '../published/credit-line.tsx';
import { RelativesSection } from '../published/relatives-section.tsx';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { OperationSwitch } from './operation-switch.tsx';
import { Readings } from './readings.tsx';
import { StripNotes } from './strip-notes.tsx';
import { StripPicture } from './strip-picture.tsx';
import styles from './strips.module.css';
import { type loadStripsParams, toModelsHref } from './strips-params.ts';
import { StripsTable } from './strips-table.tsx';
import { StripsTools } from './strips-tools.tsx';

type StripsParams = Awaited<ReturnType<typeof loadStripsParams>>;

/** Which layers of which model matter least? One strip a model, under one operation at a time. */
export async function ModelsPage({ params }: { readonly params: StripsParams }): Promise<ReactNode> {
  const variables = { operation: toEnumName(params.operation) };
  const [{ layerStrips: picture, ...summaries }, { layerReadings, leftOutNumbers }] = await Promise.all([
    fetchApi(ManyModelsDocument, variables),
    fetchApi(LayerReadingsDocument, {}),
  ]);
  const query: QuerySource = toQuerySource(ManyModelsDocument, variables);
  const sources = picture.strips.flatMap(({ source }) => source ?? []); // measured here
  return (
    <div className={panel.page}>
      <div>
        <h1>Which layers of which model matter least?</h1>
        <p className={panel.lead}>
          It depends on what you do to them. {numbers.integer(picture.modelCount)} language models, one strip each: a cell is a block, from
          input to output, ranked within its model. Most were measured by others; each row names its source.
        </p>
      </div>
      <OperationSwitch operations={Object.values(summaries)} />
      <section aria-labelledby="finding" className={panel.stack}>
        <div>
          <h2 id="finding" className={styles.finding}>
            {picture.title}
          </h2>
          {picture.detail && <p className={styles.detail}>{picture.detail}</p>}
          {picture.caveat && (
            <p className={styles.detail}>
              {picture.caveat.text} (
              {picture.caveat.url === null ? picture.caveat.source : <a href={picture.caveat.url}>{picture.caveat.source}</a>})
            </p>
          )}
        </div>
        {params.view === 'table' ? (
          <StripsTable title={`Blocks of many models: ${picture.label}`} strips={picture.strips} query={query} />
        ) : (
          <StripPicture picture={picture} />
        )}
        <StripNotes picture={picture} leftOut={leftOutNumbers} />
        <StripsTools query={query} operation={params.operation} cellCount={picture.cellCount}>
          <Link
            className={panel.action}
            href={toModelsHref(params.operation, params.view === 'table' ? 'picture' : 'table')}
            scroll={false}
            prefetch={false}
          >
            {params.view === 'table' ? 'As picture' : 'As table'}
          </Link>
        </StripsTools>
        <CreditLine sources={sources} className={styles.credits} />
      </section>
      <Readings readings={layerReadings} />
      <RelativesSection />
    </div>
  );
}
