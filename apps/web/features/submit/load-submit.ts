import {
  ChosenModelsDocument,
  ModelFoldersDocument,
  type StudyModelFragment,
  SubmitOptionsDocument,
  type SubmitOptionsQuery,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import type { MeasuredSpeed } from './estimate-study.ts';
import type { SubmitParams } from './submit-params.ts';
import { summarizeSpeeds } from './summarize-speeds.ts';

/** A model that can be chosen, with its measured speed on this installation. */
export interface ModelChoice extends Pick<StudyModelFragment, 'slug' | 'name' | 'blockCount' | 'precision'> {
  readonly family: string;
  readonly speed: MeasuredSpeed;
}

export type CalibrationChoice = SubmitOptionsQuery['calibrationSets']['nodes'][number];
export type BenchmarkChoice = SubmitOptionsQuery['benchmarks']['nodes'][number];

/** The options of the form. */
export interface SubmitOptions {
  /** Models that match the search, and the chosen models. */
  readonly models: readonly ModelChoice[];
  readonly foundCount: number;
  readonly calibrationSets: readonly CalibrationChoice[];
  readonly benchmarks: readonly BenchmarkChoice[];
  /** Model folders that the running workers see; empty for readers who may not register models. */
  readonly modelFolders: readonly string[];
}

/** Reads the options for a study. */
export async function loadSubmitOptions({ find, models: chosen }: SubmitParams, mayScore: boolean): Promise<SubmitOptions> {
  const [data, { modelsBySlug }, { workers }] = await Promise.all([
    fetchApi(SubmitOptionsDocument, { find: find === '' ? null : find }),
    fetchApi(ChosenModelsDocument, { slugs: chosen.slice(0, 100) }),
    mayScore ? fetchApi(ModelFoldersDocument, {}) : { workers: { nodes: [] } },
  ]);
  const known = new Map([...modelsBySlug.filter((model) => model !== null), ...data.models.nodes].map((model) => [model.slug, model]));
  const toChoice = (model: StudyModelFragment): ModelChoice => ({
    slug: model.slug,
    name: model.name,
    blockCount: model.blockCount,
    precision: model.precision,
    family: model.family.name,
    speed: measureSpeed(
      model,
      data.evaluated.nodes.filter((job) => job.model?.slug === model.slug),
    ),
  });
  return {
    models: [...known.values()].map(toChoice),
    foundCount: data.models.totalCount,
    calibrationSets: data.calibrationSets.nodes,
    benchmarks: listWhole(data.benchmarks.nodes),
    modelFolders: [...new Set(workers.nodes.flatMap(({ modelFolders }) => modelFolders))].sort(),
  };
}

/** A study names a benchmark, so shortened versions from other studies count as the same choice. */
function listWhole(benchmarks: readonly BenchmarkChoice[]): BenchmarkChoice[] {
  const cuts = [...Map.groupBy(benchmarks, ({ name }) => name).values()];
  return cuts.map((own) => own.reduce((whole, cut) => (cut.documentCount > whole.documentCount ? cut : whole)));
}

type EvaluateJob = SubmitOptionsQuery['evaluated']['nodes'][number];

function measureSpeed({ parameterCount, scoreRuns }: StudyModelFragment, evaluated: readonly EvaluateJob[]): MeasuredSpeed {
  // Imported runs have no speed; their value is 0.
  const ofText = summarizeSpeeds(scoreRuns.nodes.map(({ tokensPerSecond }) => tokensPerSecond).filter((speed) => speed > 0));
  const ofRequests = summarizeSpeeds(
    listLarge(evaluated)
      .map(getRequestsPerSecond)
      .filter((speed) => speed !== null),
  );
  return {
    parameterCount,
    tokensPerSecond: ofText.typical,
    tokensSpread: ofText.spread,
    requestsPerSecond: ofRequests.typical,
    requestsSpread: ofRequests.spread,
  };
}

/** The jobs with at least half as many requests as the largest, which comes first. In a small job, most of the time is spent on opening the model. */
function listLarge(jobs: readonly EvaluateJob[]): readonly EvaluateJob[] {
  const sorted = jobs.toSorted((left, right) => right.progress.done - left.progress.done);
  return sorted.filter(({ progress }) => progress.done * 2 >= (sorted[0]?.progress.done ?? Infinity));
}

function getRequestsPerSecond(job: EvaluateJob): number | null {
  if (!job.startedAt || !job.finishedAt || job.progress.done === 0) return null;
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  return seconds > 0 ? job.progress.done / seconds : null;
}
