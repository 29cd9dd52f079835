import type { ReactNode } from 'react';
import { PredictDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { Section } from '../ui/section.tsx';
import { Predicted, type Prediction } from './predicted.tsx';

export interface PredictedSectionProps {
  /** The fields of a configuration; null = the hub is asked. */
  readonly config: Readonly<Record<'model_type' | 'num_hidden_layers' | 'hidden_size', string | number>> | null;
  readonly hubId: string | null;
}

/** The prediction of relatives for a model whose rounding nobody measured; nothing where they say nothing. */
export async function PredictedSection(wanted: PredictedSectionProps): Promise<ReactNode> {
  const prediction = await findPrediction(wanted);
  if (prediction === null) return null;
  return (
    <Section id="predicted" title="What do its relatives say about rounding?">
      <Predicted prediction={prediction} />
    </Section>
  );
}

async function findPrediction(wanted: PredictedSectionProps): Promise<Prediction | null> {
  try {
    const { predict } = await fetchApi(PredictDocument, { ...wanted });
    return predict.sensitivity === null ? null : predict;
  } catch (error) {
    // A model that the hub does not have, or a configuration that cannot be read, has no known relatives.
    if (error instanceof ApiError && error.reason === 'refused') return null;
    throw error;
  }
}
