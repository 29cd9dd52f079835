import type { ReactNode } from 'react';
import { PredictionBenchmarkDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import { CreditLine } from './credit-line.tsx';
import { PredictForm } from './predict-form.tsx';
import { PredictionScores } from './prediction-scores.tsx';

/** Which layers tolerate rounding, from a configuration alone; and how well that works, as a benchmark that others can beat. */
export async function PredictPage(): Promise<ReactNode> {
  const { predictionBenchmark } = await fetchApi(PredictionBenchmarkDocument, {});
  return (
    <div className={panel.page}>
      <div>
        <h1>Predict before downloading</h1>
        <p className={panel.lead}>
          Which blocks of a model tolerate rounding, read from its configuration alone: the published profile of its nearest relative, with
          the error of such predictions. Outside a published generation the answer is “not known”.
        </p>
      </div>
      <PredictForm />
      <PredictionScores schemes={predictionBenchmark.schemes} query={toQuerySource(PredictionBenchmarkDocument, {})} />
      <CreditLine sources={[predictionBenchmark.source]} />
    </div>
  );
}
