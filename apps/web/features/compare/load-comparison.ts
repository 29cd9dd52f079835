import { toEnumName } from '@lamina/metrics';
import { CompareModelsDocument, type ComparisonResultFragment } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { type CompareEntry, listSlugs } from './compare-entry.ts';
import { type CompareMetric, type CompareParams, METRIC } from './compare-params.ts';
import { loadEntries } from './load-entries.ts';

/** Why the scores cannot be compared. */
export interface Problem {
  readonly message: string;
  readonly code: string | null;
  /** The models that differ, if the API names them. */
  readonly models: readonly string[];
}

export interface ComparisonData {
  readonly entries: readonly CompareEntry[];
  /** Requested slugs that do not exist. */
  readonly unknown: readonly string[];
  /** The metrics that all models have. */
  readonly metrics: readonly CompareMetric[];
  /** The requested metric, or block influence where a model lacks it. */
  readonly metric: CompareMetric;
  readonly result: ComparisonResultFragment | null;
  readonly problem: Problem | null;
}

/** All data of a comparison. Scores that are not comparable are a valid result, not an error of the page. */
export async function loadComparison(params: CompareParams): Promise<ComparisonData> {
  const { entries, unknown, metrics } = await loadEntries(params);
  const slugs = listSlugs(entries);
  const metric = metrics.find((one) => one === params.metric) ?? METRIC.blockInfluence;
  return { entries, unknown, metrics, metric, ...(await compareScores(slugs, { ...params, metric })) };
}

async function compareScores(slugs: readonly string[], params: CompareParams): Promise<Pick<ComparisonData, 'result' | 'problem'>> {
  if (slugs.length < 2) return { result: null, problem: null };
  try {
    const { compareModels } = await fetchApi(CompareModelsDocument, {
      slugs: [...slugs],
      metric: toEnumName(params.metric),
      lowestCount: params.lowest,
    });
    return { result: compareModels, problem: null };
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason === 'unreachable') throw error;
    const models = Array.isArray(error.details.models) ? error.details.models.map(String) : [];
    return { result: null, problem: { message: error.message, code: error.code, models } };
  }
}
