import { type Sql, sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { chooseRounding, DIVERGENCE, orderAscending, spearman } from '@lamina/metrics';
import DataLoader from 'dataloader';
import type { SqlReader } from '../../data/sql-reader.ts';
import { SOURCE_OBJECT } from './published-layer.list.ts';
import type { PublishedProfile } from './published-layer.type.ts';

interface ProfileRecord
  extends Pick<PublishedProfile, 'source' | 'unit' | 'operation' | 'unitOfValue' | 'text' | 'tokens' | 'layers' | 'values'> {
  readonly modelKey: string;
  readonly floors: readonly (number | null)[];
  readonly kinds: readonly (string | null)[];
}

/** A profile, and the model that it belongs to. */
export type ModelProfile = PublishedProfile & { readonly modelKey: string };

const TOLERANT = 5;
/** Explanations of the units of values that the operation does not explain. */
const METRICS: Readonly<Record<string, string>> = { [DIVERGENCE]: 'KL divergence', 'perplexity difference': 'perplexity difference' };
const OPERATIONS: Readonly<Record<string, string>> = {
  remove: 'removed',
  cosine: 'cosine of normed inputs',
  'block-influence-sum': 'block influence (sum over tokens)',
};

/** Reads the profiles of blocks, attentions and MLPs. @param models a condition on the published model `pm` */
export async function readProfiles(sqlReader: SqlReader, models: Sql): Promise<readonly ModelProfile[]> {
  const records = await sqlReader.readRows<ProfileRecord>(sql`
    SELECT s."modelId" AS "modelKey", ${SOURCE_OBJECT} AS "source", s."unit", s."operation", s."unitOfValue", s."text", max(s."tokens")::float8 AS "tokens",
      array_agg(s."blockIndex" ORDER BY s."blockIndex") AS "layers", array_agg(s."value" ORDER BY s."blockIndex") AS "values",
      array_agg(s."floor" * s."measurements" ORDER BY s."blockIndex") AS "floors", array_agg(s."blockKind" ORDER BY s."blockIndex") AS "kinds"
    FROM "PublishedLayerScore" s JOIN "PublishedModel" pm ON pm."id" = s."modelId" JOIN "PublishedSource" ps ON ps."id" = s."sourceId"
    WHERE ${models} AND s."unit" IN ('block', 'attention', 'mlp') AND s."blockIndex" < pm."blockCount" AND s."value" IS NOT NULL AND s."flag" IS NULL
    GROUP BY s."modelId", ps."id", s."unit", s."operation", s."unitOfValue", s."text"
    UNION ALL
    SELECT s."modelId", ${SOURCE_OBJECT}, 'block', s."operation", s."unitOfValue", s."text", NULL,
      array_agg(s."firstBlock" ORDER BY s."firstBlock"), array_agg(s."value" ORDER BY s."firstBlock"), ARRAY[]::float8[], ARRAY[]::text[]
    FROM "PublishedSpan" s JOIN "PublishedModel" pm ON pm."id" = s."modelId" JOIN "PublishedSource" ps ON ps."id" = s."sourceId"
    WHERE ${models} AND s."blockCount" = 1 AND s."value" IS NOT NULL
    GROUP BY s."modelId", ps."id", s."operation", s."unitOfValue", s."text"
    ORDER BY 1, 3, 5, 4, 6`);
  return records.map(toProfile);
}

/** Loads the profiles of models by their keys. */
export function createProfilesLoader(sqlReader: SqlReader): DataLoader<string, readonly ModelProfile[]> {
  return new DataLoader(async (keys) => {
    const profiles = await readProfiles(sqlReader, sql`pm."id" = ANY(${[...keys]}::uuid[])`);
    const byModel = Map.groupBy(profiles, ({ modelKey }) => modelKey);
    return keys.map((key) => byModel.get(key) ?? []); // only spans, or only lists of removed layers
  });
}

/** The divergences that stand for the roundings of a model's blocks; null where none were published. */
export function findDivergence(profiles: readonly ModelProfile[]): ModelProfile | null {
  return chooseRounding(profiles.filter(({ unit, unitOfValue }) => unit === 'block' && unitOfValue === DIVERGENCE));
}

/** The values of a profile by layer, such that low means tolerant. */
export function byLayer(profile: ModelProfile): ReadonlyMap<number, number> {
  const values = tolerances(profile);
  return new Map(profile.layers.map((layer, place) => [layer, getAt(values, place)]));
}

/** The values such that low means tolerant. */
function tolerances({ values, isLowTolerated }: Pick<PublishedProfile, 'values' | 'isLowTolerated'>): readonly number[] {
  return isLowTolerated ? values : values.map((value) => -value);
}

function toProfile({ floors: found, kinds, ...record }: ProfileRecord): ModelProfile {
  const { layers, values, operation } = record;
  const isLowTolerated = operation !== 'cosine';
  const floors = found.every((floor) => floor !== null) ? found : [];
  // Kinds of blocks sum different numbers of measurements, each with the floor.
  const order = orderAscending(tolerances({ values, isLowTolerated }).map((value, place) => value - (floors[place] ?? 0))); // no floor is known
  return {
    ...record,
    label: labelOf({ operation, unitOfValue: record.unitOfValue, text: record.text }),
    isLowTolerated,
    floors,
    kinds: kinds.every((kind) => kind !== null) ? kinds : [],
    depthCorrelation: spearman(values, layers),
    mostTolerant: order.slice(0, TOLERANT).map((place) => getAt(layers, place)),
  };
}

function labelOf({ operation, unitOfValue, text }: Pick<ProfileRecord, 'operation' | 'unitOfValue' | 'text'>): string {
  const [kind, type] = operation.split(':');
  if (kind === 'round') return `rounded to ${type}, ${METRICS[unitOfValue] ?? unitOfValue}`;
  const words = OPERATIONS[operation];
  if (operation === 'remove') return `${words}, ${unitOfValue}`;
  // A distance of spans was measured on several texts, each with a short name.
  return words ?? `${operation.replaceAll('-', ' ')}${text === null ? '' : ` on ${text}`}`;
}
