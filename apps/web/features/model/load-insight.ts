import {
  type Metric,
  ModelEfficienciesDocument,
  type ModelEfficienciesQuery,
  ModelQuantizationDocument,
  type ModelQuantizationQuery,
  ModelSensitivityDocument,
  type ModelSensitivityQuery,
  ModelStrategiesDocument,
  type ModelStrategiesQuery,
  RunSeriesDocument,
  type RunSeriesQuery,
} from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import type { BlockMetric, ModelParams } from './model-params.ts';

export type Series = Extract<NonNullable<RunSeriesQuery['node']>, { series: unknown }>['series'];
export type StrategyComparison = NonNullable<ModelStrategiesQuery['model']>['strategyComparison'];
export type Sensitivity = NonNullable<NonNullable<ModelSensitivityQuery['model']>['calibrationSensitivity']>;
export type EfficiencyFacts = NonNullable<ModelEfficienciesQuery['model']>['efficiencies']['nodes'][number];

export type Quantization = NonNullable<ModelQuantizationQuery['model']>['quantizationTable'];

/** A part of the page that may be missing without the rest: its data, or why there is none. */
export type Part<Data> = { readonly data: Data; readonly problem: null } | { readonly data: null; readonly problem: string };

/** What the page shows beyond scores and prunings; each part fails on its own. */
export interface ModelInsight {
  readonly series: Part<Series | null>;
  readonly strategies: Part<StrategyComparison | null>;
  readonly sensitivity: Part<Sensitivity | null>;
  readonly efficiencies: Part<readonly EfficiencyFacts[]>;
  readonly quantization: Part<Quantization | null>;
}

const METRICS: Readonly<Record<BlockMetric, Metric>> = {
  'block-influence': 'BLOCK_INFLUENCE',
  'final-norm': 'BLOCK_INFLUENCE_FINAL_NORM',
  'relative-magnitude': 'RELATIVE_MAGNITUDE',
};

/** The metric as the API names it. */
export function toMetric(metric: BlockMetric): Metric {
  return METRICS[metric];
}

/** Reads the parts side by side, the series of this score run. @throws ApiError only where the API is not reachable. */
export async function loadInsight(slug: string, choice: ModelParams, run: string | null): Promise<ModelInsight> {
  const benchmark = choice.benchmark === 'average' ? null : choice.benchmark;
  const [series, strategies, sensitivity, efficiencies, quantization] = await Promise.all([
    toPart(
      run === null
        ? Promise.resolve(null)
        : fetchApi(RunSeriesDocument, { id: run }).then(({ node }) => (node && 'series' in node ? node.series : null)),
    ),
    toPart(
      fetchApi(ModelStrategiesDocument, { slug, benchmark, lane: choice.lane }).then(({ model }) => model?.strategyComparison ?? null),
    ),
    toPart(
      fetchApi(ModelSensitivityDocument, { slug, metric: toMetric(choice.metric) }).then(
        ({ model }) => model?.calibrationSensitivity ?? null,
      ),
    ),
    toPart(fetchApi(ModelEfficienciesDocument, { slug }).then(({ model }) => model?.efficiencies.nodes ?? [])),
    toPart(fetchApi(ModelQuantizationDocument, { slug }).then(({ model }) => model?.quantizationTable ?? null)),
  ]);
  return { series, strategies, sensitivity, efficiencies, quantization };
}

async function toPart<Data>(loading: Promise<Data>): Promise<Part<Data>> {
  try {
    return { data: await loading, problem: null };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'refused') return { data: null, problem: error.message };
    throw error;
  }
}
