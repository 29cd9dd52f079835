import { HEADLINE_OF_KIND } from '@lamina/metrics';
import {
  type EvaluationFilter,
  ModelBoardMetricsDocument,
  ModelEvaluationsDocument,
  type ModelEvaluationsQuery,
  ModelPageDocument,
  type ModelPageQuery,
  ModelPruningsDocument,
  type ModelPruningsQuery,
  ModelScoresDocument,
  type ModelScoresQuery,
  type UnitKind,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { toUnitKinds, UNIT_SETS, type UnitSet } from '../pruning/unit-sets.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { DIVERGENCE } from './divergence-metric.ts';
import { loadSeries, type Part, type Series } from './load-insight.ts';
import type { ModelParams } from './model-params.ts';

export type ModelFacts = NonNullable<ModelPageQuery['model']>;
export type ScoreRunFacts = ModelFacts['scoreRuns']['nodes'][number];
export type PruningFacts = ModelPruningsQuery['prunings']['nodes'][number];
export type LayerScores = NonNullable<ModelScoresQuery['model']>;
export type LayerScoreFacts = LayerScores['blockInfluence']['nodes'][number];
export type EvaluationFacts = ModelEvaluationsQuery['evaluations']['nodes'][number];

/** What the first part of the model page shows, read with as few requests as possible. */
export interface ModelData {
  readonly model: ModelFacts;
  /** The chosen score run, otherwise the canonical run; null if the model is not scored yet. */
  readonly scoreRun: ScoreRunFacts | null;
  readonly scores: LayerScores | null;
  /** null if the model is not scored yet. */
  readonly series: Part<Series | null> | null;
  /** The chosen units. */
  readonly units: UnitSet;
  /** These, and every other set of units that was removed without repair. */
  readonly unitSets: readonly UnitSet[];
  readonly lane: string | null;
  readonly lanes: readonly string[];
  /** The leaderboard's metric for each benchmark on which prunings of the model are evaluated; also used here. */
  readonly metricOf: ReadonlyMap<string, string>;
  /** Those of the leaderboard's average on which prunings of the model are evaluated. */
  readonly benchmarks: readonly string[];
}

/** What the page shows of removals. */
export interface RemovalData {
  /** Removals of the chosen units without repair. */
  readonly prunings: readonly PruningFacts[];
  /** Those of these prunings and of the dense model, by the metrics that the page shows. */
  readonly evaluations: readonly EvaluationFacts[];
  /** The query for the evaluations of prunings. */
  readonly evaluationsQuery: QuerySource;
}

/** Loads the first part of a model's page; null if no model has this slug. */
export async function findModelData(slug: string, choice: ModelParams): Promise<ModelData | null> {
  const [{ model }, { leaderboard }] = await Promise.all([
    fetchApi(ModelPageDocument, { slug }),
    fetchApi(ModelBoardMetricsDocument, { slug, lane: choice.lane }),
  ]);
  if (!model) return null;
  const metricOf = new Map(leaderboard.nodes[0]?.cells.map((cell) => [cell.benchmark, cell.metric]));
  const scoreRun = model.scoreRuns.nodes.find((run) => run.id === choice.run) ?? model.canonicalScoreRun;
  const [scores, series] = await Promise.all([
    scoreRun === null ? null : fetchApi(ModelScoresDocument, { slug, scoreRun: scoreRun.id }),
    scoreRun === null ? null : loadSeries(scoreRun.id),
  ]);
  return {
    model,
    scoreRun,
    scores: scores?.model ?? null,
    series,
    units: choice.units,
    unitSets: UNIT_SETS.filter((set) => set === choice.units || COUNT_OF[set](model) > 0),
    lane: leaderboard.lane,
    lanes: leaderboard.lanes,
    metricOf,
    benchmarks: leaderboard.benchmarks.filter((name) => metricOf.has(name)),
  };
}

/** Loads the prunings of the chosen units, and what was measured on them. */
export async function loadRemovals({ model: { slug }, lane, metricOf, units: set }: ModelData): Promise<RemovalData> {
  const shown = {
    models: [slug],
    lane,
    metrics: [...new Set([...metricOf.values(), ...Object.values(HEADLINE_OF_KIND), DIVERGENCE])],
  };
  // Only the chosen units are read; repaired models have another query. There can be many of both.
  const units = toUnitKinds(set);
  const ofUnits = { ...shown, units, repairs: ['NONE'] } satisfies EvaluationFilter;
  const [prunings, pruned, dense] = await Promise.all([
    listPrunings(slug, units),
    listByMetric(ofUnits),
    listEvaluations({ ...shown, dense: true }),
  ]);
  return {
    prunings,
    evaluations: [...dense, ...pruned],
    evaluationsQuery: toQuerySource(ModelEvaluationsDocument, { filter: ofUnits, after: null }),
  };
}

/** The number of prunings of each set of units. */
const COUNT_OF: Readonly<Record<UnitSet, (model: ModelFacts) => number>> = {
  block: ({ ofBlocks }) => ofBlocks.totalCount,
  attention: ({ ofAttentions }) => ofAttentions.totalCount,
  mlp: ({ ofMlps }) => ofMlps.totalCount,
  'attention+mlp': ({ ofHalves }) => ofHalves.totalCount,
  'block+attention+mlp': ({ ofAll }) => ofAll.totalCount,
};

function listPrunings(slug: string, units: UnitKind[]): Promise<readonly PruningFacts[]> {
  return fetchNodes({ document: ModelPruningsDocument, variables: { slug, units }, pick: ({ prunings }) => prunings });
}

/** Metric by metric at the same time: of one list, each page would wait for the one before. */
async function listByMetric({
  metrics,
  ...filter
}: EvaluationFilter & { readonly metrics: string[] }): Promise<readonly EvaluationFacts[]> {
  return (await Promise.all(metrics.map((metric) => listEvaluations({ ...filter, metrics: [metric] })))).flat();
}

function listEvaluations(filter: EvaluationFilter): Promise<readonly EvaluationFacts[]> {
  return fetchNodes({ document: ModelEvaluationsDocument, variables: { filter }, pick: ({ evaluations }) => evaluations });
}
