import {
  ModelBenchmarksDocument,
  ModelPageDocument,
  type ModelPageQuery,
  type ModelPruningsQuery,
  ModelScoresDocument,
  type ModelScoresQuery,
  type RunSeriesQuery,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import type { ModelParams } from './model-params.ts';

export type ModelFacts = NonNullable<ModelPageQuery['model']>;
export type ScoreRunFacts = ModelFacts['scoreRuns']['nodes'][number];
export type PruningFacts = ModelPruningsQuery['prunings']['nodes'][number];
export type LayerScores = NonNullable<ModelScoresQuery['model']>;
export type LayerScoreFacts = LayerScores['blockInfluence']['nodes'][number];
export type Series = Extract<NonNullable<RunSeriesQuery['node']>, { series: unknown }>['series'];

/** All parts of a model's page need these. */
export interface ModelData {
  readonly model: ModelFacts;
  /** The chosen score run, otherwise the canonical run; null if the model is not scored yet. */
  readonly scoreRun: ScoreRunFacts | null;
  readonly scores: LayerScores | null;
  /** Benchmarks and texts on which the whole model was evaluated. */
  readonly benchmarks: readonly string[];
  readonly texts: readonly string[];
  /** The text that the reader chose; null: costs are shown on the one that judges most removals. */
  readonly text: string | null;
}

/** Loads the facts of a model's page; null if no model has this slug. */
export async function findModelData(slug: string, choice: ModelParams): Promise<ModelData | null> {
  const [{ model }, { evaluations, textEvaluations }] = await Promise.all([
    fetchApi(ModelPageDocument, { slug }),
    fetchApi(ModelBenchmarksDocument, { slug }),
  ]);
  if (!model) return null;
  const scoreRun = model.scoreRuns.nodes.find((run) => run.id === choice.run) ?? model.canonicalScoreRun;
  const scores = scoreRun === null ? null : await fetchApi(ModelScoresDocument, { slug, scoreRun: scoreRun.id });
  const listNames = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
  const texts = listNames(textEvaluations.nodes.map(({ text }) => text));
  const benchmarks = listNames(evaluations.nodes.map(({ benchmark }) => benchmark.name));
  return {
    model,
    scoreRun,
    scores: scores?.model ?? null,
    benchmarks: [...texts, ...benchmarks],
    texts,
    text: texts.find((text) => text === choice.text) ?? null,
  };
}
