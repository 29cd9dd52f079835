import {
  ModelBoardMetricsDocument,
  ModelEvaluationsDocument,
  type ModelEvaluationsQuery,
  ModelPageDocument,
  type ModelPageQuery,
  ModelPruningsDocument,
  type ModelPruningsQuery,
  ModelScoresDocument,
  type ModelScoresQuery,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import type { ModelParams } from './model-params.ts';

export type ModelFacts = NonNullable<ModelPageQuery['model']>;
export type ScoreRunFacts = ModelFacts['scoreRuns']['nodes'][number];
export type PruningFacts = ModelPruningsQuery['prunings']['nodes'][number];
export type LayerScores = NonNullable<ModelScoresQuery['model']>;
export type LayerScoreFacts = LayerScores['blockInfluence']['nodes'][number];
export type EvaluationFacts = ModelEvaluationsQuery['evaluations']['nodes'][number];

/** All data of the model page, read with as few requests as possible. */
export interface ModelData {
  readonly model: ModelFacts;
  /** The chosen score run, otherwise the canonical run; null if the model is not scored yet. */
  readonly scoreRun: ScoreRunFacts | null;
  readonly scores: LayerScores | null;
  readonly prunings: readonly PruningFacts[];
  readonly evaluations: readonly EvaluationFacts[];
  /** Variables of the query for evaluations. */
  readonly evaluationsQuery: QuerySource;
  readonly lane: string | null;
  readonly lanes: readonly string[];
  /** The leaderboard's metric for each benchmark, also used here. */
  readonly metricOf: ReadonlyMap<string, string>;
}

/** Loads the data of a model's page; null if no model has this slug. */
export async function findModelData(slug: string, choice: ModelParams): Promise<ModelData | null> {
  const [{ model }, { leaderboard }] = await Promise.all([
    fetchApi(ModelPageDocument, { slug }),
    fetchApi(ModelBoardMetricsDocument, { slug, lane: choice.lane }),
  ]);
  if (!model) return null;
  const scoreRun = model.scoreRuns.nodes.find((run) => run.id === choice.run) ?? model.canonicalScoreRun;
  const [scores, prunings, evaluations] = await Promise.all([
    scoreRun === null ? null : fetchApi(ModelScoresDocument, { slug, scoreRun: scoreRun.id }),
    listPrunings(slug),
    listEvaluations(slug, leaderboard.lane),
  ]);
  return {
    model,
    scoreRun,
    scores: scores?.model ?? null,
    prunings,
    evaluations,
    evaluationsQuery: toQuerySource(ModelEvaluationsDocument, { slug, lane: leaderboard.lane, after: null }),
    lane: leaderboard.lane,
    lanes: leaderboard.lanes,
    metricOf: new Map(leaderboard.nodes[0]?.cells.map((cell) => [cell.benchmark, cell.metric])),
  };
}

async function listPrunings(slug: string): Promise<PruningFacts[]> {
  const found: PruningFacts[] = [];
  for (let after: string | null = null; ; ) {
    const page: ModelPruningsQuery = await fetchApi(ModelPruningsDocument, { slug, after });
    found.push(...page.prunings.nodes);
    if (!page.prunings.pageInfo.hasNextPage) return found;
    after = page.prunings.pageInfo.endCursor;
  }
}

async function listEvaluations(slug: string, lane: string | null): Promise<EvaluationFacts[]> {
  const found: EvaluationFacts[] = [];
  for (let after: string | null = null; ; ) {
    const page: ModelEvaluationsQuery = await fetchApi(ModelEvaluationsDocument, { slug, lane, after });
    found.push(...page.evaluations.nodes);
    if (!page.evaluations.pageInfo.hasNextPage) return found;
    after = page.evaluations.pageInfo.endCursor;
  }
}
