import { sql } from '@lamina/database';
import { AppError, type AppErrorCode } from '@lamina/errors';
import { type HubSettings, readHubConfig } from '@lamina/hub';
import {
  describePrediction,
  evaluatePredictions,
  type ModelShape,
  orderAscending,
  type PublishedProfile,
  predictProfile,
  ROUNDING_SOURCE,
  readModelShape,
  SCHEMES,
  valuesByBlock,
} from '@lamina/metrics';
import { GraphQLJSON } from 'graphql-scalars';
import { Args, ArgsType, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { nullable } from '../../paging/field.ts';
import type { PublishedSource } from '../published-layer/published-layer.type.ts';
import { byLayer, findDivergence, readProfiles } from '../published-layer/published-profiles.ts';
import { Prediction, PredictionBenchmark } from './prediction.type.ts';

@ArgsType()
class PredictArgs {
  @nullable(String, 'Name on the hub, as org/name. Of a model that is not published, its config.json is read there.')
  readonly hubId?: string | null;
  @nullable(GraphQLJSON, 'Content of config.json.') readonly config?: unknown;
}

const TOLERANT = 5;
const REASONS: Partial<Readonly<Record<AppErrorCode, string>>> = {
  NOT_FOUND: 'there is no such public model',
  UNAUTHENTICATED: 'there is no such public model',
  FORBIDDEN: 'it is not public',
  HUB_ANSWER_INVALID: 'what the hub answers is no configuration',
  RATE_LIMITED: 'the hub asks to wait',
};
const UNREACHABLE = 'the hub does not answer';
const ADVICE = 'Give the content of its config.json.';

interface PublishedShape extends ModelShape {
  readonly key: string;
  readonly hubId: string | null;
}

/** Predictions from published profiles. */
@Resolver()
class PredictionResolver {
  @Query(() => Prediction, {
    description:
      'Predicts which layers of a model tolerate rounding, from its configuration alone: the profile of its nearest published relative, with the error of such predictions.',
  })
  async predict(@Args(() => PredictArgs) { hubId, config }: PredictArgs, @Ctx() { sqlReader, hub }: RequestContext): Promise<Prediction> {
    const { shapes, profiles, source } = await readPublished(sqlReader);
    const target = await findTarget(shapes, { hubId: hubId ?? null, config: config ?? null, hub });
    const predicted = predictProfile(target, profiles);
    const { sensitivity } = predicted;
    return {
      ...predicted,
      name: target.name,
      blockCount: target.blocks,
      sentence: describePrediction(target, predicted),
      mostTolerant: sensitivity && orderAscending(sensitivity).slice(0, TOLERANT),
      source,
    };
  }

  @Query(() => PredictionBenchmark, { description: 'How well every published model is predicted from the others.' })
  async predictionBenchmark(@Ctx() { sqlReader }: RequestContext): Promise<PredictionBenchmark> {
    const { profiles, source } = await readPublished(sqlReader);
    const { models, medians } = evaluatePredictions(profiles);
    return {
      source,
      schemes: SCHEMES.map((scheme) => ({
        scheme,
        ...medians[scheme],
        models: Object.entries(models).map(([name, scores]) => ({ name, ...scores[scheme] })),
      })),
    };
  }
}

interface Wanted {
  readonly hubId: string | null;
  readonly config: unknown;
  readonly hub: HubSettings | null;
}

async function findTarget(shapes: readonly PublishedShape[], { hubId, config, hub }: Wanted): Promise<ModelShape> {
  if (config !== null) return readModelShape(config, hubId ?? 'the model');
  if (hubId === null) throw new AppError('BAD_USER_INPUT', 'predict needs hubId or config.');
  const found = shapes.find((shape) => shape.hubId === hubId || shape.name === hubId);
  return found ?? readModelShape(await readConfig(hubId, hub), hubId);
}

/** @throws AppError NOT_FOUND that says what to do; how the hub is reached is not for callers */
async function readConfig(hubId: string, hub: HubSettings | null): Promise<unknown> {
  try {
    if (hub !== null) return await readHubConfig(hubId, hub);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'BAD_USER_INPUT') throw error;
    throw new AppError(
      'NOT_FOUND',
      `${hubId} is not published, and its config.json cannot be read from the hub: ${REASONS[error.code] ?? UNREACHABLE}. ${ADVICE}`,
    );
  }
  throw new AppError('NOT_FOUND', `${hubId} is not published, and this platform reads nothing from the hub. ${ADVICE}`);
}

/** Published models as a prediction reads them. */
async function readPublished(sqlReader: SqlReader): Promise<{
  readonly shapes: readonly PublishedShape[];
  readonly profiles: readonly PublishedProfile[];
  readonly source: PublishedSource;
}> {
  const [shapes, found] = await Promise.all([
    sqlReader.readRows<PublishedShape>(sql`
      SELECT pm."id" AS "key", pm."hubId", pm."name", pm."maker", pm."generation", pm."version", pm."architecture", pm."feedForwardKind",
        pm."blockCount" AS "blocks", pm."hiddenSize"
      FROM "PublishedModel" pm WHERE pm."architecture" IS NOT NULL AND pm."feedForwardKind" IS NOT NULL ORDER BY pm."name"`),
    readProfiles(sqlReader, sql`ps."slug" = ${ROUNDING_SOURCE}`),
  ]);
  const source = findDivergence(found)?.source;
  if (source === undefined)
    throw new AppError('NOT_FOUND', 'No published profile is stored, so nothing can be predicted. npm start stores them.');
  const byModel = Map.groupBy(found, ({ modelKey }) => modelKey);
  const profiles = shapes.flatMap((shape): readonly PublishedProfile[] => {
    const profile = findDivergence(byModel.get(shape.key) ?? []); // only perplexities are published of some
    return profile === null ? [] : [{ ...shape, divergences: valuesByBlock(byLayer(profile), shape.blocks) }];
  });
  return { shapes, profiles, source };
}

/** Fields of predictions. */
export const PREDICTION_RESOLVERS = [PredictionResolver];
