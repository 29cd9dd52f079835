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
    speed: {
      // Imported runs have no speed; their value is 0.
      tokensPerSecond: model.scoreRuns.nodes[0]?.tokensPerSecond || null,
      requestsPerSecond: getRequestsPerSecond(findLargest(data.evaluated.nodes.filter((job) => job.model?.slug === model.slug))),
      parameterCount: model.parameterCount,
    },
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

/** The job with the most requests. In a small job, most of the time is spent on opening the model. */
function findLargest(jobs: readonly EvaluateJob[]): EvaluateJob | undefined {
  return jobs.toSorted((left, right) => right.progress.done - left.progress.done)[0];
}

function getRequestsPerSecond(job: EvaluateJob | undefined): number | null {
  if (!job?.startedAt || !job.finishedAt || job.progress.done === 0) return null;
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  return seconds > 0 ? job.progress.done / seconds : null;
}
