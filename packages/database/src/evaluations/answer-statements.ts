import { isAbsolute } from 'node:path';
import { type AnsweredModel, LEAST_SPEED_ROUNDS, type StoredChange, type StoredEfficiency } from '@lamina/benchmarks';
import { SCORE_METRICS } from '@lamina/metrics';
import { KEPT_VOCABULARY, REPAIR_KIND, TEXTS_READ, WEIGHT_TYPE } from '../prunings/pruning-columns.ts';
import { type Sql, sql } from '../rows/sql.ts';

/** A row of answeredModels: the facts of a model that an answer needs. */
export interface AnsweredModelRow {
  readonly modelKey: string;
  readonly slug: string;
  readonly name: string;
  /** 'bundled', 'folder', 'hub', 'package', 'quantized' or 'declared'. */
  readonly source: string;
  readonly location: string;
  readonly format: AnsweredModel['format'];
  readonly revisionKey: string;
}

/** A row of measuredChanges. */
export type MeasuredChangeRow = StoredChange & { readonly revisionKey: string };

/** A row of efficienciesOfRevisions: speed and memory of a pruning, or of the dense model. */
export type RevisionEfficiencyRow = StoredEfficiency & { readonly revisionKey: string };

/**
 * The model argument of `lamina prune`: its registered reference. A folder's path on the scorer's machine is not published, and a declared model has
 * no reference.
 */
export function nameForCommand({ slug, location }: Pick<AnsweredModelRow, 'slug' | 'location'>): string {
  return location === '' || isAbsolute(location) ? `./${slug}` : location;
}

/**
 * The models with these keys, by name. A model of which nothing was
 * measured has the revision of one with equal weights.
 */
export function answeredModels(modelKeys: readonly string[]): Sql {
  return sql`
    SELECT m."id" AS "modelKey", m."slug", m."name", m."source", r."location", r."format",
      CASE WHEN ${hasChanges(sql`r."id"`)} THEN r."id" ELSE coalesce((
        SELECT same."id" FROM "ModelRevision" same
        WHERE same."weightsSha256" = r."weightsSha256" AND r."weightsSha256" <> 'unknown' AND ${hasChanges(sql`same."id"`)} LIMIT 1
      ), r."id") END AS "revisionKey"
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" WHERE m."id" = ANY(${[...modelKeys]}::uuid[])`;
}

function hasChanges(revisionId: Sql): Sql {
  return sql`(EXISTS (SELECT FROM "TextEvaluation" t WHERE t."revisionId" = ${revisionId} AND t."pruningId" IS NOT NULL)
    OR EXISTS (SELECT FROM "Evaluation" e WHERE e."revisionId" = ${revisionId} AND e."pruningId" IS NOT NULL))`;
}

/** Keys of the models with these weights. */
export function modelsOfWeights(weightsSha256: string): Sql {
  return sql`
    SELECT m."id" AS "modelKey" FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" WHERE r."weightsSha256" = ${weightsSha256}`;
}

/** The models that have an evaluated pruning, without quantized forms of other models: their keys, and whether they come with Lamina. */
export function modelsWithChanges(): Sql {
  return sql`
    SELECT m."id" AS "modelKey", m."source" = 'bundled' AS "isBundled" FROM "Model" m
    WHERE m."quantization" IS NULL AND ${hasChanges(sql`m."currentRevisionId"`)}
    ORDER BY m."slug"`;
}

const CELL = sql`json_build_object('benchmark', "name", 'metric', "metric", 'value', "value", 'retention', "retention", 'retentionStandardError',
  "retentionStandardError", 'sampleCount', "sampleCount", 'denseValue', "denseValue", 'denseStandardError', "denseStandardError", 'chance', "chance")`;

/** SQL: a row of "TextEvaluation" as StoredText of @lamina/benchmarks. */
const TEXT = sql`json_build_object('text', "text", 'source', "source", 'contextTokens', "contextTokens", 'windows', "windowCount", 'tokens', "tokenCount",
  'logLoss', "logLoss", 'standardError', "standardError", 'changedWords', "changedWords")`;

/**
 * The evaluated prunings and quantized forms of revisions, newest last, each with its loss on every text, by the most tokens, and with its result on every
 * benchmark, by the most documents.
 * Random draws are controls, so they are excluded: choosing the luckiest draw proves nothing. Repairs are excluded of which it is not known how they were
 * solved.
 */
export function measuredChanges(revisionKeys: readonly string[]): Sql {
  const revisions = sql`ANY(${[...revisionKeys]}::uuid[])`;
  return sql`
    WITH "onBenchmarks" AS (
      SELECT "pruningId", json_agg(${CELL}) AS "cells" FROM (
        SELECT DISTINCT ON (e."pruningId", b."name", e."metric") e."pruningId", b."name", e."metric", e."value", e."retention",
          e."retentionStandardError", e."sampleCount", d."value" AS "denseValue", d."standardError" AS "denseStandardError", b."chance"
        FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
        WHERE e."revisionId" = ${revisions} AND e."pruningId" IS NOT NULL AND ${isAnswered(sql`e."metric"`)}
        ORDER BY e."pruningId", b."name", e."metric", e."sampleCount" DESC, e."id" DESC
      ) AS cell GROUP BY "pruningId"
    ), "onTexts" AS (
      SELECT "pruningId", json_agg(${TEXT} ORDER BY "text", "contextTokens") AS "texts" FROM (
        SELECT DISTINCT ON (t."pruningId", t."text", t."contextTokens") t.* FROM "TextEvaluation" t
        WHERE t."revisionId" = ${revisions} AND t."pruningId" IS NOT NULL
        ORDER BY t."pruningId", t."text", t."contextTokens", t."tokenCount" DESC, t."id" DESC
      ) AS text GROUP BY "pruningId"
    ), "formOnBenchmarks" AS (
      SELECT "originalId", "formId", json_agg(${CELL}) AS "cells" FROM (
        SELECT DISTINCT ON (q."revisionId", b."name", q."metric") d."revisionId" AS "originalId", q."revisionId" AS "formId", b."name", q."metric",
          q."value", q."value" / nullif(d."value", 0) AS "retention", paired."standardError" AS "retentionStandardError", q."sampleCount",
          d."value" AS "denseValue", d."standardError" AS "denseStandardError", b."chance"
        FROM "QuantizedRetention" paired JOIN "Evaluation" q ON q."id" = paired."id" JOIN "Evaluation" d ON d."id" = paired."originalId"
        JOIN "Benchmark" b ON b."id" = q."benchmarkId"
        WHERE d."revisionId" = ${revisions} AND ${isAnswered(sql`q."metric"`)}
        ORDER BY q."revisionId", b."name", q."metric", q."sampleCount" DESC, q."id" DESC
      ) AS cell GROUP BY "originalId", "formId"
    ), "formOnTexts" AS (
      SELECT "originalId", "formId", json_agg(${TEXT} ORDER BY "text", "contextTokens") AS "texts" FROM (
        SELECT DISTINCT ON (t."revisionId", t."text", t."contextTokens") t."text", t."source", t."contextTokens", t."windowCount", t."tokenCount",
          t."logLoss", t."standardError", t."changedWords", d."revisionId" AS "originalId", t."revisionId" AS "formId"
        FROM "TextEvaluation" t JOIN "TextEvaluation" d ON d."id" = t."originalId" WHERE d."revisionId" = ${revisions}
        ORDER BY t."revisionId", t."text", t."contextTokens", t."tokenCount" DESC, t."id" DESC
      ) AS text GROUP BY "originalId", "formId"
    )
    SELECT p."revisionId" AS "revisionKey", p."id" AS "pruningKey", p."change" -> 'remove' AS "remove", p."change" #> '{repair,setting}' AS "repair",
      (p."change" #>> '{repair,heldOutError}')::float8 AS "heldOutError", ${WEIGHT_TYPE} AS "precision", ${KEPT_VOCABULARY} AS "keepVocabulary", p."caveat",
      p."parametersBefore"::float8 AS "parametersBefore",
      p."parametersAfter"::float8 AS "parametersAfter", p."bytesBefore"::float8 AS "bytesBefore", p."bytesAfter"::float8 AS "bytesAfter", p."cacheBytesPerToken",
      ${TEXTS_READ} AS "read", coalesce("texts", '[]') AS "texts", coalesce("cells", '[]') AS "cells"
    FROM "Pruning" p LEFT JOIN "onBenchmarks" ON "onBenchmarks"."pruningId" = p."id" LEFT JOIN "onTexts" ON "onTexts"."pruningId" = p."id"
    WHERE p."revisionId" = ${revisions} AND ("texts" IS NOT NULL OR "cells" IS NOT NULL)
      AND p."seed" IS NULL AND (${REPAIR_KIND} IS NULL OR p."change" #> '{repair,setting}' IS NOT NULL)
    UNION ALL
    SELECT o."id", NULL, '[]', NULL, NULL, m."quantization" ->> 'precision', NULL, NULL, r."parameterCount"::float8, r."parameterCount"::float8,
      CASE WHEN o."format" = 'onnx' THEN (m."quantization" ->> 'bytesBefore')::float8 END, CASE WHEN o."format" = 'onnx' THEN (m."quantization" ->> 'bytesAfter')::float8 END,
      NULL, '[]', coalesce("texts", '[]'), coalesce("cells", '[]')
    FROM "ModelRevision" o JOIN "Model" m ON m."derivedFromId" = o."modelId" JOIN "ModelRevision" r ON r."id" = m."currentRevisionId"
      LEFT JOIN "formOnTexts" ON "formOnTexts"."originalId" = o."id" AND "formOnTexts"."formId" = r."id"
      LEFT JOIN "formOnBenchmarks" ON "formOnBenchmarks"."originalId" = o."id" AND "formOnBenchmarks"."formId" = r."id"
    WHERE o."id" = ${revisions} AND m."quantization" ? 'precision' AND ("texts" IS NOT NULL OR "cells" IS NOT NULL)
    ORDER BY "pruningKey" NULLS LAST`;
}

function isAnswered(metric: Sql): Sql {
  return sql`split_part(${metric}, ',', 1) = ANY(${[...SCORE_METRICS]})`;
}

/** Speed and memory of revisions, one text at a time first, newest first. */
export function efficienciesOfRevisions(revisionKeys: readonly string[]): Sql {
  return sql`
    SELECT "revisionId" AS "revisionKey", "pruningId" AS "pruningKey", "weightsBytes"::float8 AS "weightsBytes", "cacheBytesPerToken", "machine", "measuredAlone" AND "rounds" >= ${LEAST_SPEED_ROUNDS} AS "hasSpeed",
      "prefillRatio", "prefillRatioLow" AS "prefillLow", "prefillRatioHigh" AS "prefillHigh", "decodeRatio", "decodeRatioLow" AS "decodeLow", "decodeRatioHigh" AS "decodeHigh"
    FROM "Efficiency" WHERE "revisionId" = ANY(${[...revisionKeys]}::uuid[]) ORDER BY "batch" = 1 DESC, "id" DESC`;
}
