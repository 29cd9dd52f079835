import { HEADLINE_OF_KIND, toEnumName } from '@lamina/metrics';
import {
  CompareDenseDocument,
  type CompareDenseQuery,
  CompareModelsDocument,
  CompareRetentionDocument,
  type CompareRetentionQuery,
  type ComparisonResultFragment,
  type EvaluationFilter,
} from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { toBoardVariables } from '../leaderboard/to-board-variables.ts';
import { type Chances, loadChances } from '../pruning/load-chances.ts';
import { type CompareEntry, listSlugs } from './compare-entry.ts';
import { type CompareMetric, type CompareParams, METRIC } from './compare-params.ts';
import { loadEntries } from './load-entries.ts';

export type Retention = CompareRetentionQuery['leaderboard'];
export type DenseEvaluation = CompareDenseQuery['evaluations']['nodes'][number];

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
  readonly retention: Retention | null;
  /** Accuracies of the whole models in the lane of the retention. */
  readonly dense: readonly DenseEvaluation[];
  readonly chances: Chances;
}

/** All data of a comparison. Scores that are not comparable are a valid result, not an error of the page. */
export async function loadComparison(params: CompareParams): Promise<ComparisonData> {
  const { entries, unknown, metrics } = await loadEntries(params);
  const slugs = listSlugs(entries);
  const metric = metrics.find((one) => one === params.metric) ?? METRIC.blockInfluence;
  const [scores, quality, chances] = await Promise.all([
    compareScores(slugs, { ...params, metric }),
    loadQuality(slugs, params),
    loadChances(),
  ]);
  return { entries, unknown, metrics, metric, ...scores, ...quality, chances };
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

async function loadQuality(slugs: readonly string[], params: CompareParams): Promise<Pick<ComparisonData, 'retention' | 'dense'>> {
  if (slugs.length === 0) return { retention: null, dense: [] };
  const { leaderboard } = await fetchApi(CompareRetentionDocument, { slugs: [...slugs], ...toBoardVariables(params) });
  // Without an evaluation there is no lane.
  if (leaderboard.lane === null) return { retention: leaderboard, dense: [] };
  const shown = leaderboard.nodes.flatMap(({ cells }) => cells.map(({ metric }) => metric));
  const filter: EvaluationFilter = {
    models: [...slugs],
    dense: true,
    lane: leaderboard.lane,
    metrics: [...new Set([...shown, HEADLINE_OF_KIND['multiple-choice']])],
  };
  return {
    retention: leaderboard,
    dense: await fetchNodes({ document: CompareDenseDocument, variables: { filter }, pick: ({ evaluations }) => evaluations }),
  };
}
