import { readLayerProfiles } from '@lamina/database';
import {
  arrangeProfiles,
  averageByDepth,
  compareReadings,
  countedOf,
  describeProfiles,
  describeReadings,
  LEAST_MODELS,
  leastDepth,
  type MarkedProfile,
  OPERATION_LABELS,
  type LayerOperation as Operation,
  type ProfileGroup,
} from '@lamina/metrics';
import DataLoader from 'dataloader';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { findCaveat } from './find-caveat.ts';
import { LayerOperation, LayerReadings, type LayerStrip, LayerStrips, LeftOutNumbers, type UncountedModels } from './layer-strip.type.ts';
import { LEFT_OUT } from './read-left-out.ts';

/** The picture of many models. */
@Resolver()
class LayerStripResolver {
  @Query(() => LayerStrips, {
    description: 'Which layers of which model matter least, under one operation: measured here and published, one strip a model.',
  })
  async layerStrips(
    @Arg('operation', () => LayerOperation, { description: 'The operation that is done to each layer.' }) operation: Operation,
    @Arg('models', () => [String], {
      nullable: true,
      description: 'Show only these models, by short name or by name on the hub. Titles and curve still count all models.',
    })
    models: readonly string[] | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<LayerStrips> {
    return describeStrips(operation, await loadProfiles(context), models ?? null); // not given: all models
  }

  @Query(() => LayerReadings, {
    description: 'Whether different ways to ask the same model agree: by operation, by metric, by source, and after instruction tuning.',
  })
  async layerReadings(@Ctx() context: RequestContext): Promise<LayerReadings> {
    const agreements = compareReadings(await loadProfiles(context));
    return { ...describeReadings(agreements), agreements };
  }

  @Query(() => [LeftOutNumbers], { description: 'Published numbers of layers that are left out of the data, with the reasons.' })
  leftOutNumbers(): readonly LeftOutNumbers[] {
    return LEFT_OUT;
  }
}

function loadProfiles({ loaders }: RequestContext): Promise<readonly MarkedProfile[]> {
  return loaders.get(createProfilesLoader).load('all');
}

/** Reads the profiles once a request, whatever its number of pictures. */
function createProfilesLoader(sqlReader: SqlReader): DataLoader<string, readonly MarkedProfile[]> {
  return new DataLoader(async (keys) => {
    const profiles = await readLayerProfiles((statement) => sqlReader.readRows(statement));
    return keys.map(() => profiles);
  });
}

function describeStrips(operation: Operation, profiles: readonly MarkedProfile[], models: readonly string[] | null): LayerStrips {
  const allShown = profiles.filter(({ isShown }) => isShown);
  const shown = allShown.filter(({ valueUnit }) => valueUnit.operation === operation);
  const counted = countedOf(operation, profiles);
  const depths = counted.map(leastDepth);
  const isWanted = ({ model }: MarkedProfile): boolean =>
    models === null || models.some((name) => name.toLowerCase() === model.slug || name === model.hubId);
  return {
    operation,
    label: OPERATION_LABELS[operation],
    ...describeProfiles(operation, profiles),
    caveat: findCaveat(operation),
    countedModels: counted.length,
    countedGenerations: new Set(counted.map(({ model }) => model.generation ?? model.name)).size, // a model without a generation is one of its own
    leastDepthLow: depths.length === 0 ? null : Math.min(...depths),
    leastDepthHigh: depths.length === 0 ? null : Math.max(...depths),
    curve: counted.length < LEAST_MODELS ? [] : averageByDepth(counted),
    strips: arrangeProfiles(shown.filter(isWanted)).flatMap((group) => group.profiles.map((profile) => toStrip(profile, group))),
    notCounted: groupReasons(shown),
    without: listWithout(allShown, new Set(shown.map(({ model }) => model.slug))),
    modelCount: new Set(allShown.map(({ model }) => model.slug)).size,
    cellCount: allShown.reduce((sum, { cells }) => sum + cells.length, 0),
  };
}

function toStrip(profile: MarkedProfile, { title, maker }: ProfileGroup): LayerStrip {
  const { model, isMeasured, source, isContributed, isVerified, licence, method, valueUnit, text, cells, ranks, order, isCounted, reason } =
    profile;
  const { slug, name, hubId, parameterCount, kind, blockCount } = model;
  return {
    slug,
    name,
    hubId,
    maker,
    parameterCount,
    kind,
    blockCount,
    isMeasured,
    isVerified,
    licence,
    method,
    text,
    isCounted,
    reason,
    order,
    group: title,
    source: source === null ? null : { ...source, revision: null, isImported: isContributed },
    metric: valueUnit.metric,
    unitOfValue: valueUnit.words,
    layers: cells.map(({ block }) => block),
    values: cells.map(({ value }) => value),
    ranks: cells.map(({ block }) => 1 + (ranks.get(block) ?? Number.NaN)), // every value has a rank
    leastDepth: leastDepth(profile),
  };
}

function groupReasons(shown: readonly MarkedProfile[]): readonly UncountedModels[] {
  const reasons = shown.flatMap(({ reason, model }) => (reason === null ? [] : [{ reason, name: model.name }]));
  return [...Map.groupBy(reasons, ({ reason }) => reason)].map(([reason, found]) => ({ reason, models: found.map(({ name }) => name) }));
}

function listWithout(profiles: readonly MarkedProfile[], shown: ReadonlySet<string>): readonly string[] {
  return [...new Set(profiles.filter(({ model }) => !shown.has(model.slug)).map(({ model }) => model.name))].sort();
}

/** Queries of the picture of many models. */
export const LAYER_STRIP_RESOLVERS = [LayerStripResolver];
