import { isAbsolute } from 'node:path';
import { ANSWERED_METRICS, type AnsweredModel, LEAST_SPEED_ROUNDS, type StoredChange, type StoredEfficiency } from '@lamina/benchmarks';
import { REPAIR_KIND, TEXTS_READ } from '../prunings/pruning-columns.ts';
import { type Sql, sql } from '../rows/sql.ts';

/** A row of answeredModels: the facts of a model that an answer needs. */
export interface AnsweredModelRow {
  readonly modelKey: string;
  readonly slug: string;
  /** 'bundled', 'folder', 'hub', 'package', 'quantized' or 'declared'. */
  readonly source: string;
  readonly location: string;
  readonly format: AnsweredModel['format'];
  readonly revisionKey: string;
  readonly knowsOneSource: boolean;
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
 * The models with these keys, by name. A model whose training text is on record knows the language of that source alone. A model of which nothing was
 * measured has the revision of one with equal weights.
 */
export function answeredModels(modelKeys: readonly string[]): Sql {
  return sql`
    SELECT m."id" AS "modelKey", m."slug", m."source", r."location", r."format", m."trainingFacts" IS NOT NULL AS "knowsOneSource",
      CASE WHEN ${hasChanges(sql`r."id"`)} THEN r."id" ELSE coalesce((
        SELECT same."id" FROM "ModelRevision" same
        WHERE same."weightsSha256" = r."weightsSha256" AND r."weightsSha256" <> 'unknown' AND ${hasChanges(sql`same."id"`)} LIMIT 1
      ), r."id") END AS "revisionKey"
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" WHERE m."id" = ANY(${[...modelKeys]}::uuid[])`;
}

function hasChanges(revisionId: Sql): Sql {
  return sql`EXISTS (SELECT FROM "Evaluation" e WHERE e."revisionId" = ${revisionId} AND e."pruningId" IS NOT NULL)`;
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

const CELL = sql`json_build_object('benchmark', "name", 'source', "source", 'metric', "metric", 'value', "value", 'retention', "retention",
  'retentionStandardError', "retentionStandardError", 'sampleCount', "sampleCount", 'denseValue', "denseValue", 'denseStandardError', "denseStandardError", 'chance', "chance")`;

/**
 * The evaluated prunings and quantized forms of revisions, newest last, each with its result in every answered metric of every benchmark: that of the most
 * documents.
 * Random draws are controls, so they are excluded: choosing the luckiest draw proves nothing. Repairs are excluded of which it is not known how they were
 * solved.
 */
export function measuredChanges(revisionKeys: readonly string[]): Sql {
  const revisions = sql`ANY(${[...revisionKeys]}::uuid[])`;
  return sql`
    WITH pruned AS (
      SELECT "pruningId", json_agg(${CELL}) AS "cells" FROM (
        SELECT DISTINCT ON (e."pruningId", b."name", e."metric") e."pruningId", b."name", b."source", e."metric", e."value", e."retention",
          e."retentionStandardError", e."sampleCount", d."value" AS "denseValue", d."standardError" AS "denseStandardError", b."chance"
        FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
        WHERE e."revisionId" = ${revisions} AND e."pruningId" IS NOT NULL AND ${isAnswered(sql`e."metric"`)}
        ORDER BY e."pruningId", b."name", e."metric", e."sampleCount" DESC, e."id" DESC
      ) AS cell GROUP BY "pruningId"
    ), form AS (
      SELECT "originalId", "formId", json_agg(${CELL}) AS "cells" FROM (
        SELECT DISTINCT ON (q."revisionId", b."name", q."metric") d."revisionId" AS "originalId", q."revisionId" AS "formId", b."name", b."source", q."metric",
          q."value", q."value" / nullif(d."value", 0) AS "retention", paired."standardError" AS "retentionStandardError", q."sampleCount",
          d."value" AS "denseValue", d."standardError" AS "denseStandardError", b."chance"
        FROM "QuantizedRetention" paired JOIN "Evaluation" q ON q."id" = paired."id" JOIN "Evaluation" d ON d."id" = paired."originalId"
        JOIN "Benchmark" b ON b."id" = q."benchmarkId"
        WHERE d."revisionId" = ${revisions} AND ${isAnswered(sql`q."metric"`)}
        ORDER BY q."revisionId", b."name", q."metric", q."sampleCount" DESC, q."id" DESC
      ) AS cell GROUP BY "originalId", "formId"
    )
    SELECT p."revisionId" AS "revisionKey", p."id" AS "pruningKey", p."change" -> 'remove' AS "remove", p."change" #> '{repair,setting}' AS "repair",
      (p."change" #>> '{repair,heldOutError}')::float8 AS "heldOutError", NULL AS "precision", p."parametersBefore"::float8 AS "parametersBefore",
      p."parametersAfter"::float8 AS "parametersAfter", p."bytesBefore"::float8 AS "bytesBefore", p."bytesAfter"::float8 AS "bytesAfter", p."cacheBytesPerToken",
      ${TEXTS_READ} AS "read", pruned."cells"
    FROM pruned JOIN "Pruning" p ON p."id" = pruned."pruningId"
    WHERE p."seed" IS NULL AND (${REPAIR_KIND} IS NULL OR p."change" #> '{repair,setting}' IS NOT NULL)
    UNION ALL
    SELECT form."originalId", NULL, '[]', NULL, NULL, m."quantization" ->> 'precision', r."parameterCount"::float8, r."parameterCount"::float8,
      CASE WHEN o."format" = 'onnx' THEN (m."quantization" ->> 'bytesBefore')::float8 END, CASE WHEN o."format" = 'onnx' THEN (m."quantization" ->> 'bytesAfter')::float8 END,
      NULL, '[]', form."cells"
    FROM form JOIN "ModelRevision" o ON o."id" = form."originalId" JOIN "ModelRevision" r ON r."id" = form."formId" JOIN "Model" m ON m."id" = r."modelId" WHERE m."quantization" ? 'precision'
    ORDER BY "pruningKey" NULLS LAST`;
}

function isAnswered(metric: Sql): Sql {
  return sql`split_part(${metric}, ',', 1) = ANY(${[...ANSWERED_METRICS]})`;
}

/** Speed and memory of revisions, one text at a time first, newest first. */
export function efficienciesOfRevisions(revisionKeys: readonly string[]): Sql {
  return sql`
    SELECT "revisionId" AS "revisionKey", "pruningId" AS "pruningKey", "weightsBytes"::float8 AS "weightsBytes", "cacheBytesPerToken", "machine", "measuredAlone" AND "rounds" >= ${LEAST_SPEED_ROUNDS} AS "hasSpeed",
      "prefillRatio", "prefillRatioLow" AS "prefillLow", "prefillRatioHigh" AS "prefillHigh", "decodeRatio", "decodeRatioLow" AS "decodeLow", "decodeRatioHigh" AS "decodeHigh"
    FROM "Efficiency" WHERE "revisionId" = ANY(${[...revisionKeys]}::uuid[]) ORDER BY "batch" = 1 DESC, "id" DESC`;
}

/** What decides which results of a benchmark judge what was chosen. */
export interface JudgingFactsRow {
  readonly isText: boolean;
  /** Of the benchmark, if it is a text; null = not known. */
  readonly source: string | null;
  readonly knowsOneSource: boolean;
  /** Of each calibration text, by its short name. */
  readonly sources: Readonly<Record<string, string>>;
}

/** One row about a benchmark and the model of a revision. */
export function judgingFacts(revisionKey: string, benchmark: string): Sql {
  return sql`
    SELECT b."kind" = 'perplexity' AS "isText", b."source", m."trainingFacts" IS NOT NULL AS "knowsOneSource",
      (SELECT json_object_agg(cs."slug", coalesce(cs."source", cs."slug")) FROM "CalibrationSet" cs) AS "sources"
    FROM "ModelRevision" r JOIN "Model" m ON m."id" = r."modelId", "Benchmark" b WHERE r."id" = ${revisionKey}::uuid AND b."name" = ${benchmark} LIMIT 1`;
}
