import { toEnumName } from '@lamina/metrics';
import {
  ComparedModelsDocument,
  type ComparedModelsQuery,
  CompareModelsDocument,
  type CompareModelsQueryVariables,
  type ComparisonResultFragment,
} from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { type CompareMetric, type CompareParams, listMetrics, MAX_LINES, METRIC } from './compare-params.ts';

/** Why the scores cannot be compared. */
export interface Problem {
  readonly message: string;
  readonly code: string | null;
  /** The models that differ, if the API names them. */
  readonly models: readonly string[];
}

export interface ComparisonData {
  readonly models: readonly NonNullable<ComparedModelsQuery['modelsBySlug'][number]>[];
  /** The first of them: charts of lines show no more. */
  readonly drawn: ComparisonData['models'];
  /** Requested slugs that do not exist. */
  readonly unknown: readonly string[];
  /** The metrics that all models have. */
  readonly metrics: readonly CompareMetric[];
  /** The requested metric, or block influence where a model lacks it. */
  readonly metric: CompareMetric;
  readonly result: ComparisonResultFragment | null;
  readonly problem: Problem | null;
  readonly query: QuerySource;
}

/** All data of a comparison. Scores that are not comparable are a valid result, not an error of the page. */
export async function loadComparison(params: Pick<CompareParams, 'models' | 'metric'>): Promise<ComparisonData> {
  const wanted = [...new Set(params.models)];
  const { modelsBySlug } = wanted.length === 0 ? { modelsBySlug: [] } : await fetchApi(ComparedModelsDocument, { slugs: wanted });
  const models = modelsBySlug.filter((model) => model !== null);
  const drawn = models.slice(0, MAX_LINES);
  const metrics = listMetrics(drawn);
  const metric = metrics.find((one) => one === params.metric) ?? METRIC.blockInfluence;
  const variables = { slugs: drawn.map(({ slug }) => slug), metric: toEnumName(metric) };
  return {
    models,
    drawn,
    unknown: wanted.filter((slug) => models.every((model) => model.slug !== slug)),
    metrics,
    metric,
    query: toQuerySource(CompareModelsDocument, variables),
    ...(await compareScores(variables)),
  };
}

async function compareScores(variables: CompareModelsQueryVariables): Promise<Pick<ComparisonData, 'result' | 'problem'>> {
  if (variables.slugs.length < 2) return { result: null, problem: null };
  try {
    return { result: (await fetchApi(CompareModelsDocument, variables)).compareModels, problem: null };
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason === 'unreachable') throw error;
    const models = Array.isArray(error.details.models) ? error.details.models.map(String) : [];
    return { result: null, problem: { message: error.message, code: error.code, models } };
  }
}
