import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import type { ReactNode } from 'react';
import {
  LayerReadingsDocument,
  type LayerReadingsQuery,
  LayerStripsDocument,
  ManyModelsDocument,
  PredictionBenchmarkDocument,
  type PredictionBenchmarkQuery,
  type StripsPictureFragment,
} from '../../generated/graphql.ts';
import { fetchApi, fetchIfThere } from '../api/fetch-api.ts';
import { CreditLine } from '../published/credit-line.tsx';
import { PredictForm } from '../published/predict-form.tsx';
import { PredictionScores } from '../published/prediction-scores.tsx';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { countOf } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { OperationSwitch } from './operation-switch.tsx';
import { Readings } from './readings.tsx';
import { StripPicture } from './strip-picture.tsx';
import styles from './strips.module.css';
import { type loadStripsParams, toModelsHref } from './strips-params.ts';
import { StripsTable } from './strips-table.tsx';
import { StripsTools } from './strips-tools.tsx';
import { UncountedNote } from './uncounted-note.tsx';

type StripsParams = Awaited<ReturnType<typeof loadStripsParams>>;

/** Which layers of which model matter least? One strip a model, under one operation at a time. */
export async function ModelsPage({ params }: { readonly params: StripsParams }): Promise<ReactNode> {
  const variables = { operation: toEnumName(params.operation) };
  const [{ layerStrips: picture, ...summaries }, { layerReadings, leftOutNumbers }] = await Promise.all([
    fetchApi(ManyModelsDocument, variables),
    fetchApi(LayerReadingsDocument, {}),
  ]);
  // Without the summaries of the other operations.
  const query: QuerySource = toQuerySource(LayerStripsDocument, variables);
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
          <StripsTable title={`Blocks of many models: ${picture.label}`} strips={picture.strips} />
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
        <CreditLine sources={sources} />
      </section>
      <Readings readings={layerReadings} />
      <RelativesSection />
    </div>
  );
}

/** The prediction of relatives for a model that nobody measured; nothing where nothing is published. */
async function RelativesSection(): Promise<ReactNode> {
  const found = await fetchIfThere(PredictionBenchmarkDocument, {});
  if (found === null) return null;
  const { schemes, source } = found.predictionBenchmark;
  return (
    <Section id="relatives" title="Your model is not here: its nearest relatives" intro={describe(schemes)}>
      <details className={panel.stack}>
        <summary>Predict from a name on the hub or a config.json</summary>
        <PredictForm />
      </details>
      <details className={panel.stack}>
        <summary>How often it is wrong, model by model</summary>
        <PredictionScores schemes={schemes} query={toQuerySource(PredictionBenchmarkDocument, {})} />
        <CreditLine sources={[source]} />
      </details>
    </Section>
  );
}

/** First what is predicted and how often it is wrong. */
function describe(schemes: PredictionBenchmarkQuery['predictionBenchmark']['schemes']): string {
  const wrong = (wanted: string): string => {
    const scheme = schemes.find(({ scheme: name }) => name === wanted);
    return scheme === undefined ? '–' : numbers.fixed(5 * (1 - scheme.hitRate), 1);
  };
  return `This predicts which blocks tolerate rounding, not removal, and of five blocks that it names ${wrong('LEAVE_MODEL_OUT')} are wrong on average, ${wrong('LEAVE_GENERATION_OUT')} where no model of the same generation is published. It reads a configuration only, and spreads the published profile of the nearest relative over its blocks. Outside a published generation the answer is “not known”.`;
}

interface StripNotesProps {
  readonly picture: StripsPictureFragment;
  readonly leftOut: LayerReadingsQuery['leftOutNumbers'];
}

/** The notes below the picture: models that it does not count or show, and numbers that its data leave out, each with the reason. */
function StripNotes({ picture, leftOut }: StripNotesProps): ReactNode {
  const { strips, without } = picture;
  return (
    <div className={styles.notes}>
      <UncountedNote strips={strips} />
      {without.length > 0 && (
        <details>
          <summary>
            {countOf(without.length, 'other model')} {without.length === 1 ? 'has' : 'have'} no values for this operation
          </summary>
          <p>{without.join(', ')}</p>
        </details>
      )}
      {leftOut.length > 0 && (
        <details>
          <summary>{countOf(leftOut.length, 'published measurement')} left out of the data</summary>
          <ul>
            {leftOut.map(({ source, model, what, reason }) => (
              <li key={`${source}/${model}/${what}/${reason}`}>
                <b>{model}</b>, {what}: {reason} ({source})
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
