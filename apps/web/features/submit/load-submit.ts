import { percentileOf } from '@lamina/metrics';
import {
  ChosenModelsDocument,
  ModelFoldersDocument,
  StudyFieldsDocument,
  type StudyModelFragment,
  SubmitOptionsDocument,
  type SubmitOptionsQuery,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import type { MeasuredSpeed } from './estimate-study.ts';
import { listStudyFields, type StudyField } from './study-fields.ts';
import type { SubmitParams } from './submit-params.ts';

/** A model that can be chosen, with its measured speed on this installation. */
export interface ModelChoice extends Pick<StudyModelFragment, 'slug' | 'name' | 'blockCount' | 'precision'> {
  readonly family: string;
  readonly speed: MeasuredSpeed;
}

/** A text on which a study may score. */
interface CalibrationChoice {
  readonly slug: string;
  readonly name: string;
  /** As some model read it, or about as many. */
  readonly tokenCount: number;
}

type BenchmarkChoice = SubmitOptionsQuery['benchmarks']['nodes'][number];

/** Characters per token if a text was not tokenized yet; tokenizers need about four for English. */
const CHARACTERS_PER_TOKEN = 4;

/** The options of the form. */
export interface SubmitOptions {
  /** Models that match the search, and the chosen models. */
  readonly models: readonly ModelChoice[];
  readonly foundCount: number;
  readonly calibrationSets: readonly CalibrationChoice[];
  readonly benchmarks: readonly BenchmarkChoice[];
  /** Model folders that the running workers see; empty for readers who may not register models. */
  readonly modelFolders: readonly string[];
  /** The settings of a study, besides its models. */
  readonly fields: readonly StudyField[];
}

/** Reads the options for a study. */
export async function loadSubmitOptions({ find, models: chosen }: SubmitParams, mayScore: boolean): Promise<SubmitOptions> {
  const [data, { modelsBySlug }, { workers }, inputs] = await Promise.all([
    fetchApi(SubmitOptionsDocument, { find: find === '' ? null : find }),
    fetchApi(ChosenModelsDocument, { slugs: chosen.slice(0, 100) }),
    mayScore ? fetchApi(ModelFoldersDocument, {}) : { workers: { nodes: [] } },
    fetchApi(StudyFieldsDocument, {}),
  ]);
  const benchmarks = listWhole(data.benchmarks.nodes);
  const calibrationSets = data.calibrationSets.nodes.map(({ slug, name, characterCount, configurations }) => ({
    slug,
    name,
    // A part of the text has fewer.
    tokenCount:
      Math.max(0, ...configurations.nodes.map(({ tokenCount }) => tokenCount)) || Math.ceil(characterCount / CHARACTERS_PER_TOKEN),
  }));
  const models = new Map([...modelsBySlug.filter((model) => model !== null), ...data.models.nodes].map((model) => [model.slug, model]));
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
    models: [...models.values()].map(toChoice),
    foundCount: data.models.totalCount,
    calibrationSets,
    benchmarks,
    fields: listStudyFields(inputs, {
      calibration: calibrationSets.map(({ slug, name }) => ({ value: slug, label: name })),
      benchmarks: benchmarks.map(({ name, description }) => ({ value: name, label: name, title: description })),
    }),
    modelFolders: [...new Set(workers.nodes.flatMap(({ modelFolders }) => modelFolders))].sort(),
  };
}

/** A study names a benchmark, so shortened versions from other studies count as the same choice. */
function listWhole(benchmarks: readonly BenchmarkChoice[]): BenchmarkChoice[] {
  const cuts = [...Map.groupBy(benchmarks, ({ name }) => name).values()];
  return cuts.map((cutsOfText) => cutsOfText.reduce((whole, cut) => (cut.documentCount > whole.documentCount ? cut : whole)));
}

type EvaluateJob = SubmitOptionsQuery['evaluated']['nodes'][number];

function measureSpeed({ parameterCount, scoreRuns }: StudyModelFragment, evaluated: readonly EvaluateJob[]): MeasuredSpeed {
  return {
    parameterCount,
    // Imported runs have no speed; their value is 0.
    tokensPerSecond: findMedian(scoreRuns.nodes.map(({ tokensPerSecond }) => tokensPerSecond).filter((speed) => speed > 0)),
    requestsPerSecond: findMedian(
      listLarge(evaluated)
        .map(getRequestsPerSecond)
        .filter((speed) => speed !== null),
    ),
  };
}

function findMedian(speeds: readonly number[]): number | null {
  return speeds.length === 0
    ? null
    : percentileOf(
        speeds.toSorted((a, b) => a - b),
        0.5,
      );
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
