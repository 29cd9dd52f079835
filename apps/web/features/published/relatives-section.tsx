import type { ReactNode } from 'react';
import { PredictionBenchmarkDocument, type PredictionBenchmarkQuery } from '../../generated/graphql.ts';
import { fetchIfThere } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { CreditLine } from './credit-line.tsx';
import { PredictForm } from './predict-form.tsx';
import { PredictionScores } from './prediction-scores.tsx';

/** The prediction of relatives for a model that nobody measured; nothing where nothing is published. */
export async function RelativesSection(): Promise<ReactNode> {
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
