import { describe, expect, it } from '@jest/globals';
import { isInputObjectType, isObjectType } from 'graphql';
import { buildApiSchema } from './build-api-schema.ts';

const schema = buildApiSchema();

/** Names that scripts and notebooks of others use: fields with their arguments may be added, never renamed. One line per type. */
const PROMISED: Readonly<Record<string, string>> = {
  Query: `node(id) nodes(ids) families(first,after,filter,orderBy) models(first,after,filter,orderBy) model(slug) modelsBySlug(slugs)
    layers(first,after,filter,orderBy) layerScores(first,after,filter,orderBy) scoreRuns(first,after,filter,orderBy)
    prunings(first,after,filter,orderBy) evaluations(first,after,filter,orderBy) benchmarks(first,after,filter,orderBy)
    calibrationSets(first,after,filter,orderBy) leaderboard(lane,strategy,removedRatio,benchmarks,filter,orderBy,first,after)
    compareModels(slugs,metric,lane) publishedResults(first,after,filter,orderBy) studies(first,after,filter,orderBy)
    jobs(first,after,filter,orderBy) job(id) releases(first,after,filter,orderBy) comparison(slug) board(lose) viewer rateLimit dataRelease`,
  Mutation: `registerModel(input) submitStudy(input) submitScoreRun(input) submitPruning(input) submitEvaluation(input) cancelJob(id) retryJob(id)
    importEvaluations(input) importLayerScores(input) saveComparison(input) publishRelease(input) createApiToken(input) revokeApiToken(id)`,
  Subscription: 'jobProgress(id) jobs(filter)',
  Model: `slug name family architecture blockCount hiddenSize parameterCount normPlacement revisions layers(first) scoreRuns prunings evaluations canonicalScoreRun answer(lose,save) removableAt(lose) largestTried openBeyond(lose)`,
  Layer: 'index relativeDepth kind parameterCount model scores(metric,lane)',
  LayerScore: 'layer metric mean standardError confidenceInterval rank rankInterval count undefinedCount scoreRun',
  ConfidenceInterval: 'low high',
  RankInterval: 'low high',
  Pruning: 'model strategy removed removedCount removedBlockRatio removedParameterRatio scoreRun evaluations artefact plan(format)',
  Evaluation: `model pruning benchmark metric value standardError retention retentionStandardError sampleCount lane provenance samples(first)`,
  LeaderboardRow: 'rank rankInterval tieGroup',
  PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
  ModelConnection: 'edges nodes pageInfo totalCount',
  ModelEdge: 'cursor node',
  ModelFilter: 'slug family search parameters blocks normPlacement precision',
  LayerFilter: 'models kind index relativeDepth',
  LayerScoreFilter: 'models metrics calibration lane layerIndex',
  PruningFilter: 'models strategy removedCount removedRatio',
  EvaluationFilter: 'models benchmarks strategy removedCount lane',
  PublishedResultFilter: 'paper model method benchmark',
  JobFilter: 'status kind',
  ImportEvaluationsInput: 'model format content',
};

function findMissing(typeName: string, promise: string): readonly string[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInputObjectType(type)) return [typeName];
  const fields = type.getFields();
  return [...promise.matchAll(/(\w+)(?:\(([^)]*)\))?/g)].flatMap(([, name = '', names = '']) => {
    const field = fields[name];
    if (field === undefined) return [`${typeName}.${name}`];
    const known = 'args' in field ? field.args.map((argument) => argument.name) : [];
    return names
      .split(',')
      .filter((each) => each !== '' && !known.includes(each))
      .map((each) => `${typeName}.${name}(${each})`);
  });
}

describe('the names of the schema that others use', () => {
  it('are there', () => {
    expect(Object.entries(PROMISED).flatMap(([type, promise]) => findMissing(type, promise))).toEqual([]);
  });
});
