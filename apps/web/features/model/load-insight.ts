import {
  type Metric,
  ModelEfficienciesDocument,
  type ModelEfficienciesQuery,
  ModelQuantizationDocument,
  type ModelQuantizationQuery,
  ModelRepairsDocument,
  ModelSensitivityDocument,
  type ModelSensitivityQuery,
  ModelStrategiesDocument,
  type ModelStrategiesQuery,
  RunSeriesDocument,
  type RunSeriesQuery,
  type TypedDocumentString,
} from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { isAboveChance } from '../pruning/chance-params.ts';
import { toUnitKinds } from '../pruning/unit-sets.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import type { RepairFacts } from './list-repair-rows.ts';
import { BLOCK_METRIC, type BlockMetric, type ModelParams } from './model-params.ts';

export type Series = Extract<NonNullable<RunSeriesQuery['node']>, { series: unknown }>['series'];
export type StrategyComparison = NonNullable<ModelStrategiesQuery['model']>['strategyComparison'];
export type Sensitivity = NonNullable<NonNullable<ModelSensitivityQuery['model']>['calibrationSensitivity']>;
export type EfficiencyFacts = NonNullable<ModelEfficienciesQuery['model']>['efficiencies']['nodes'][number];

export type Quantization = NonNullable<ModelQuantizationQuery['model']>['quantizationTable'];

/** A part of the page that may fail without affecting the rest: its data or the reason why it is missing, and its query. */
export type Part<Data> = { readonly query: QuerySource } & (
  | { readonly data: Data; readonly problem: null }
  | { readonly data: null; readonly problem: string }
);

/** The page's content besides one score run and prunings; each part may fail independently. */
export interface ModelInsight {
  readonly strategies: Part<StrategyComparison | null>;
  readonly sensitivity: Part<Sensitivity | null>;
  readonly efficiencies: Part<readonly EfficiencyFacts[]>;
  readonly quantization: Part<Quantization | null>;
  readonly repairs: Part<RepairFacts | null>;
}

const METRICS: Readonly<Record<BlockMetric, Metric>> = {
  [BLOCK_METRIC.blockInfluence]: 'BLOCK_INFLUENCE',
  [BLOCK_METRIC.finalNorm]: 'BLOCK_INFLUENCE_FINAL_NORM',
  [BLOCK_METRIC.relativeMagnitude]: 'RELATIVE_MAGNITUDE',
  [BLOCK_METRIC.attentionInfluence]: 'ATTENTION_INFLUENCE',
  [BLOCK_METRIC.mlpInfluence]: 'MLP_INFLUENCE',
};

/** Reads the parts in parallel. @throws ApiError only if the API is not reachable. */
export async function loadInsight(slug: string, choice: ModelParams): Promise<ModelInsight> {
  const aboveChance = isAboveChance(choice.chance);
  const benchmark = choice.benchmark === 'average' ? null : choice.benchmark;
  const [strategies, sensitivity, efficiencies, quantization, repairs] = await Promise.all([
    loadPart(
      ModelStrategiesDocument,
      { slug, units: toUnitKinds(choice.units), benchmark, lane: choice.lane, aboveChance },
      ({ model }) => model?.strategyComparison ?? null,
    ),
    loadPart(ModelSensitivityDocument, { slug, metric: METRICS[choice.metric] }, ({ model }) => model?.calibrationSensitivity ?? null),
    loadEfficiencies(slug),
    loadPart(ModelQuantizationDocument, { slug }, ({ model }) => model?.quantizationTable ?? null),
    loadPart(ModelRepairsDocument, { slug, aboveChance }, ({ model }) => model?.repairComparison ?? null),
  ]);
  return { strategies, sensitivity, efficiencies, quantization, repairs };
}

/** The similarities between the states of a score run. @throws ApiError only if the API is not reachable. */
export function loadSeries(run: string): Promise<Part<Series | null>> {
  return loadPart(RunSeriesDocument, { id: run }, ({ node }) => (node && 'series' in node ? node.series : null));
}

const NO_PAGE = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

function loadEfficiencies(slug: string): Promise<Part<readonly EfficiencyFacts[]>> {
  return toPart(toQuerySource(ModelEfficienciesDocument, { slug, after: null }), () =>
    // A model that is not there has no page at all.
    fetchNodes({ document: ModelEfficienciesDocument, variables: { slug }, pick: ({ model }) => model?.efficiencies ?? NO_PAGE }),
  );
}

function loadPart<Reply, Variables extends object, Data>(
  document: TypedDocumentString<Reply, Variables>,
  variables: Variables,
  read: (reply: Reply) => Data,
): Promise<Part<Data>> {
  return toPart(toQuerySource(document, variables), async () => read(await fetchApi(document, variables)));
}

async function toPart<Data>(query: QuerySource, load: () => Promise<Data>): Promise<Part<Data>> {
  try {
    return { query, data: await load(), problem: null };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'refused') return { query, data: null, problem: error.message };
    throw error;
  }
}
