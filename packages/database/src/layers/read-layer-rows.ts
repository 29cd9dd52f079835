import {
  findValueUnit,
  type LayerProfile,
  type LayerRow,
  listLayerRows,
  type MarkedProfile,
  MEASURES,
  markProfiles,
  type ProfiledModel,
  type ProfileSource,
} from '@lamina/metrics';
import { type Sql, sql } from '../rows/sql.ts';

/** Runs one statement: the reader of the API, or a transaction of a release. */
export type ReadRows = <Row>(statement: Sql) => Promise<readonly Row[]>;

/** A row of the statements below: columns of arrays, one entry for each block that has a value. */
interface ProfileRecord extends Omit<ProfiledModel, 'kind'> {
  readonly isMixture: boolean;
  readonly source: ProfileSource | null;
  readonly isContributed: boolean;
  readonly isVerified: boolean;
  /** Given for values that were measured here; others have that of their source. */
  readonly licence: string | null;
  readonly method: string;
  readonly unit: string;
  readonly text: string | null;
  readonly doubt: string | null;
  readonly blocks: readonly number[];
  readonly values: readonly number[];
  readonly noises: readonly number[] | null;
  readonly blockKinds: readonly (string | null)[] | null;
}

/** Measures of single blocks that the picture of many models shows. */
const MEASURED = [MEASURES.lossIncrease.id, MEASURES.blockInfluence.id];

/**
 * The long table of all layers: one row for each block of every model under every operation, measured here and published. The page of many models, its
 * files, the Python client and releases read it.
 * @param cut leaves out what was stored later, for releases; null = nothing
 */
export async function readLayerRows(read: ReadRows, cut: Date | null = null): Promise<readonly LayerRow[]> {
  return listLayerRows(await readLayerProfiles(read, cut));
}

/** The same as profiles: measured ones first, then by model, operation and source. */
export async function readLayerProfiles(read: ReadRows, cut: Date | null = null): Promise<readonly MarkedProfile[]> {
  const records = [
    ...(await read<ProfileRecord>(measuredProfiles(cut))),
    ...(await read<ProfileRecord>(publishedProfiles(cut))),
    ...(await read<ProfileRecord>(publishedSpans(cut))),
  ];
  return markProfiles(
    records.flatMap((record): readonly LayerProfile[] => {
      const valueUnit = findValueUnit(record.method, record.unit);
      return valueUnit === null ? [] : [toProfile(record, valueUnit)];
    }),
  );
}

function toProfile(record: ProfileRecord, valueUnit: LayerProfile['valueUnit']): LayerProfile {
  const { slug, name, hubId, maker, generation, parameterCount, blockCount, isMixture, blocks, values, noises, blockKinds, ...facts } =
    record;
  return {
    ...facts,
    isMeasured: record.source === null,
    licence: record.source === null ? record.licence : record.source.licence,
    valueUnit,
    model: { slug, name, hubId, maker, generation, parameterCount, kind: isMixture ? 'mixture' : 'dense', blockCount },
    cells: values.map((value, place) => ({
      block: blocks[place] ?? place, // as long as the values
      value,
      noise: noises?.[place] ?? 0, // no floor is known
      blockKind: blockKinds?.[place] ?? null, // not said
    })),
  };
}

/**
 * The canonical run of each model and measure. Its licence is the one that the newest release with it states: that which is being written, or a
 * published one. Bundled models are left out: they were trained here to show how Lamina works. So are quantized forms, which
 * repeat their original.
 */
function measuredProfiles(cut: Date | null): Sql {
  return sql`
    SELECT m."slug", m."name", CASE WHEN m."source" = 'hub' THEN split_part(r."location", '@', 1) END AS "hubId", NULL AS "maker", f."name" AS "generation",
      r."parameterCount"::float8 AS "parameterCount", r."architecture" ~* 'moe|mixtral|deepseek_?v?[23]|kimi|dbrx|jamba' AS "isMixture", r."blockCount",
      CASE WHEN i."id" IS NOT NULL THEN json_build_object('slug', i."id", 'title', i."submittedBy", 'url', NULL, 'licence', 'not stated',
        'credit', 'Measured by ' || i."submittedBy" || ', not verified here') END AS "source",
      i."id" IS NOT NULL AS "isContributed", false AS "isVerified", (SELECT rel."licence" FROM "Release" rel
        WHERE rel."createdAt" BETWEEN sr."createdAt" AND ${cut ?? 'infinity'}::timestamptz
          AND (rel."publishedAt" IS NOT NULL OR rel."createdAt" = ${cut}::timestamptz) ORDER BY rel."createdAt" DESC LIMIT 1) AS "licence", s."metric" AS "method", s."metric" AS "unit", sr."protocol" AS "text", NULL AS "doubt",
      array_agg(s."layerIndex" ORDER BY s."layerIndex") AS "blocks", array_agg(s."mean" ORDER BY s."layerIndex") AS "values", NULL AS "noises",
      array_agg(l."kind" ORDER BY s."layerIndex") AS "blockKinds"
    FROM lamina_canonical_score_runs(${cut ?? 'infinity'}::timestamptz) canonical JOIN "ScoreRun" sr ON sr."id" = canonical."scoreRunId"
    JOIN "ModelRevision" r ON r."id" = sr."revisionId" JOIN "Model" m ON m."currentRevisionId" = r."id" JOIN "ModelFamily" f ON f."id" = m."familyId"
    JOIN "LayerScore" s ON s."scoreRunId" = sr."id" AND s."metric" = canonical."metric" AND s."mean" IS NOT NULL JOIN "Layer" l ON l."id" = s."layerId"
    LEFT JOIN "ResultImport" i ON i."id" = sr."importId"
    WHERE canonical."place" = 1 AND canonical."metric" = ANY(${MEASURED}::text[]) AND m."source" <> 'bundled' AND m."derivedFromId" IS NULL
    GROUP BY m."id", r."id", f."id", sr."id", i."id", s."metric"
    ORDER BY m."slug", s."metric"`;
}

const MODEL_COLUMNS = sql`pm."slug", pm."name", pm."hubId", pm."maker", pm."generation", pm."parameterCount"::float8 AS "parameterCount",
      coalesce(pm."feedForwardKind" = 'moe', false) AS "isMixture", pm."blockCount",
      json_build_object('slug', ps."slug", 'title', ps."title", 'url', ps."url", 'licence', ps."licence", 'credit', ps."credit") AS "source",
      ps."submittedBy" IS NOT NULL AS "isContributed", EXISTS (
        SELECT 1 FROM "Contribution" c WHERE c."sourceId" = ps."id" AND c."verification" IS NOT NULL) AS "isVerified", NULL AS "licence"`;

function publishedProfiles(cut: Date | null): Sql {
  return sql`
    SELECT ${MODEL_COLUMNS}, s."operation" AS "method", s."unitOfValue" AS "unit", s."text", max(s."doubt") AS "doubt",
      array_agg(s."blockIndex" ORDER BY s."blockIndex") AS "blocks", array_agg(s."value" ORDER BY s."blockIndex") AS "values",
      array_agg(coalesce(s."measurements" * s."floor", 0) ORDER BY s."blockIndex") AS "noises",
      array_agg(s."blockKind" ORDER BY s."blockIndex") AS "blockKinds"
    FROM "PublishedLayerScore" s JOIN "PublishedModel" pm ON pm."id" = s."modelId" JOIN "PublishedSource" ps ON ps."id" = s."sourceId"
    WHERE s."unit" = 'block' AND s."blockIndex" < pm."blockCount" AND s."value" IS NOT NULL AND s."flag" IS NULL
      AND ps."createdAt" <= ${cut ?? 'infinity'}::timestamptz
    GROUP BY pm."id", ps."id", s."operation", s."unitOfValue", s."text"
    ORDER BY pm."slug", s."operation", s."unitOfValue", ps."slug", s."text"`;
}

/** Values of single blocks that were published as spans of one block. */
function publishedSpans(cut: Date | null): Sql {
  return sql`
    SELECT ${MODEL_COLUMNS}, s."operation" AS "method", s."unitOfValue" AS "unit", s."text", NULL AS "doubt",
      array_agg(s."firstBlock" ORDER BY s."firstBlock") AS "blocks", array_agg(s."value" ORDER BY s."firstBlock") AS "values", NULL AS "noises",
      NULL AS "blockKinds"
    FROM "PublishedSpan" s JOIN "PublishedModel" pm ON pm."id" = s."modelId" JOIN "PublishedSource" ps ON ps."id" = s."sourceId"
    WHERE s."blockCount" = 1 AND s."value" IS NOT NULL AND ps."createdAt" <= ${cut ?? 'infinity'}::timestamptz
    GROUP BY pm."id", ps."id", s."operation", s."unitOfValue", s."text"
    ORDER BY pm."slug", s."operation", s."unitOfValue", ps."slug", s."text"`;
}
