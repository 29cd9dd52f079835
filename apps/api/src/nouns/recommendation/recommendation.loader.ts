import {
  AVERAGE_METRIC,
  type AvailableBenchmark,
  answerRecommendation,
  isMean,
  PERPLEXITY_METRIC,
  type WantedRecommendation,
} from '@lamina/benchmarks';
import {
  availableBenchmarks,
  type EvaluatedRemovalRow,
  efficienciesOfRevisions,
  evaluatedRemovals,
  nameForCommand,
  type RecommendedModelRow,
  type RevisionEfficiencyRow,
  recommendedModels,
} from '@lamina/database';
import { AppError, getAt, getEntry } from '@lamina/errors';
import DataLoader from 'dataloader';
import { findGlobalId } from '../../data/global-id.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { Recommendation } from './recommendation.type.ts';

/** The loader's key: a model by its short name or global id, and the request. */
export function encodeRecommendationKey(model: string, wanted: WantedRecommendation): string {
  return JSON.stringify([model, wanted]);
}

/** Recommendations for many models, with four statements per different request. An unknown model or benchmark gives an AppError NOT_FOUND. */
export function createRecommendationLoader(sqlReader: SqlReader): DataLoader<string, Recommendation> {
  return new DataLoader<string, Recommendation>(async (keys) => {
    const asked = keys.map((key) => JSON.parse(key) as readonly [model: string, wanted: WantedRecommendation]);
    const answers = new Map<string, Recommendation | AppError>();
    for (const places of Map.groupBy(keys.keys(), (place) => JSON.stringify(getAt(asked, place)[1])).values()) {
      const [, wanted] = getAt(asked, getAt(places, 0));
      const names = places.map((place) => getAt(asked, place)[0]);
      const replies = await recommend(sqlReader, names, wanted);
      for (const [index, place] of places.entries()) answers.set(getAt(keys, place), getAt(replies, index));
    }
    return keys.map((key) => getEntry(answers, key));
  });
}

async function recommend(
  sqlReader: SqlReader,
  names: readonly string[],
  wanted: WantedRecommendation,
): Promise<readonly (Recommendation | AppError)[]> {
  const ids = names.map((name) => findGlobalId(name));
  const keys = ids.map((id) => (id?.typeName === 'Model' ? id.key : null));
  const where = { keys: keys.filter((key) => key !== null), slugs: names.filter((_, place) => keys[place] === null) };
  const models = await sqlReader.readRows<RecommendedModelRow>(recommendedModels(where));
  const revisionKeys = models.map(({ revisionKey }) => revisionKey);
  const benchmark = isMean(wanted.metric) ? null : wanted.metric;
  const [evaluated, efficiencies, known] = await Promise.all([
    sqlReader.readRows<EvaluatedRemovalRow>(evaluatedRemovals({ revisionKeys, lane: wanted.lane, benchmark })),
    sqlReader.readRows<RevisionEfficiencyRow>(efficienciesOfRevisions(revisionKeys)),
    sqlReader.readRows<AvailableBenchmark>(availableBenchmarks(revisionKeys)),
  ]);
  return names.map((name, place) => {
    const key = getAt(keys, place);
    const model = models.find(({ modelKey, slug }) => (key === null ? slug === name : modelKey === key));
    if (model === undefined)
      return new AppError('NOT_FOUND', `There is no model ${key === null ? `"${name.slice(0, 100)}"` : 'with this id'}.`);
    if (benchmark !== null && !known.some((one) => one.name === benchmark))
      return new AppError(
        'NOT_FOUND',
        `There is no benchmark "${benchmark.slice(0, 100)}". metric takes '${AVERAGE_METRIC}', '${PERPLEXITY_METRIC}' or a name that the list benchmarks has.`,
      );
    const ofModel = <Row extends { readonly revisionKey: string }>(rows: readonly Row[]): readonly Row[] =>
      rows.filter(({ revisionKey }) => revisionKey === model.revisionKey);
    const facts = { ...model, reference: nameForCommand(model), hasFiles: model.source !== 'declared' };
    const measured = { evaluated: ofModel(evaluated), efficiencies: ofModel(efficiencies) };
    return { modelKey: model.modelKey, ...answerRecommendation({ model: facts, ...measured, known, wanted }) };
  });
}
