import { isAbsolute } from 'node:path';
import type { RecommendedModel, StoredEfficiency, StoredPruning } from '@lamina/benchmarks';
import { TEXT_OF_SCORES } from '../prunings/text-of-scores.ts';
import { type Sql, sql } from '../rows/sql.ts';

/** A row of recommendedModels: the facts of a model that a recommendation needs. */
export interface RecommendedModelRow {
  readonly modelKey: string;
  readonly slug: string;
  /** 'bundled', 'folder', 'hub', 'package', 'quantized' or 'declared'. */
  readonly source: string;
  readonly location: string;
  readonly format: RecommendedModel['format'];
  readonly revisionKey: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  readonly precision: string;
}

/** The data of one revision. */
interface OfRevision {
  readonly revisionKey: string;
}

/** A row of evaluatedRemovals: the lanes, and one pruning; a single row without a pruning if there is none. */
export type EvaluatedRemovalRow = OfRevision & { readonly lanes: readonly string[]; readonly lane: string | null } & (
    | StoredPruning
    | { readonly key: null }
  );

/** A row of efficienciesOfRevisions: speed and memory of a pruning, or of the dense model. */
export type RevisionEfficiencyRow = OfRevision & StoredEfficiency;

/**
 * The model argument of `lamina prune`: its registered reference. A folder's path on the scorer's machine is not published, and a declared model has
 * no reference.
 */
export function nameForCommand({ slug, location }: Pick<RecommendedModelRow, 'slug' | 'location'>): string {
  return location === '' || isAbsolute(location) ? `./${slug}` : location;
}

/** The models with these keys or these short names. */
export function recommendedModels({ keys, slugs }: { readonly keys: readonly string[]; readonly slugs: readonly string[] }): Sql {
  return sql`
    SELECT m."id" AS "modelKey", m."slug", m."source", r."location", r."format", r."id" AS "revisionKey", r."blockCount", r."parameterCount"::float8 AS "parameterCount", r."precision"
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId"
    WHERE m."id" = ANY(${[...keys]}::uuid[]) OR m."slug" = ANY(${[...slugs]}::text[])`;
}

/**
 * The lanes of the evaluated prunings of each revision, and every pruning evaluated in one of them (null = the first), newest first. A benchmark
 * restricts the lanes to those that have it. Random draws are controls, so they are excluded: choosing the luckiest draw proves nothing. Repairs are
 * excluded of which it is not known how they were solved.
 */
export function evaluatedRemovals(where: {
  readonly revisionKeys: readonly string[];
  readonly lane: string | null;
  readonly benchmark: string | null;
}): Sql {
  const { lane, benchmark } = where;
  const revisions = sql`ANY(${[...where.revisionKeys]}::uuid[])`;
  return sql`
    WITH sized AS (
      SELECT e."revisionId", e."lane", row_number() OVER (PARTITION BY e."revisionId"
        ORDER BY bool_and(e."importId" IS NOT NULL), count(DISTINCT e."benchmarkId") DESC, avg(e."sampleCount") DESC, count(*) DESC, e."lane") AS "place"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      WHERE e."revisionId" = ${revisions} AND e."pruningId" IS NOT NULL AND (${benchmark}::text IS NULL OR b."name" = ${benchmark}::text)
      GROUP BY e."revisionId", e."lane"
    ), chosen AS (
      SELECT "revisionId", array_agg("lane" ORDER BY "place") AS "lanes", coalesce(${lane}::text, min("lane") FILTER (WHERE "place" = 1)) AS "lane"
      FROM sized GROUP BY "revisionId"
    ), measured AS (
      SELECT e."pruningId", json_agg(json_build_object('benchmark', b."name", 'metric', e."metric", 'value', e."value", 'denseValue', d."value",
        'denseStandardError', d."standardError", 'chance', b."chance",
        'retention', e."retention", 'retentionStandardError', e."retentionStandardError", 'sampleCount', e."sampleCount") ORDER BY b."name", e."id") AS "cells"
      FROM chosen JOIN "Evaluation" e ON e."revisionId" = chosen."revisionId" AND e."lane" = chosen."lane" AND e."pruningId" IS NOT NULL
      JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
      GROUP BY e."pruningId"
    )
    SELECT chosen."revisionId" AS "revisionKey", chosen."lanes", chosen."lane", p."id" AS "key", p."strategy", p."removed", p."removedAttention", p."removedMlp",
      p."removedParameters", p."cacheBytesPerToken", p."repair", p."chosenOn", measured."cells"
    FROM chosen LEFT JOIN (measured JOIN (
      SELECT "id", "revisionId", "strategy", "removed", "removedAttention", "removedMlp", ("parametersBefore" - "parametersAfter")::float8 AS "removedParameters",
        "cacheBytesPerToken", "repair"->'setting' AS "repair", ${TEXT_OF_SCORES} AS "chosenOn"
      FROM "Pruning" p WHERE "revisionId" = ${revisions} AND "seed" IS NULL AND ("repairKind" IS NULL OR "repair" ? 'setting')
    ) p ON p."id" = measured."pruningId") ON p."revisionId" = chosen."revisionId"
    ORDER BY p."id" DESC`;
}

/** Speed and memory of revisions, one text at a time first, newest first. */
export function efficienciesOfRevisions(revisionKeys: readonly string[]): Sql {
  return sql`
    SELECT "revisionId" AS "revisionKey", "pruningId" AS "pruningKey", "weightsBytes"::float8 AS "weightsBytes", "cacheBytesPerToken", "machine", "measuredAlone",
      "prefillRatio", "prefillRatioLow" AS "prefillLow", "prefillRatioHigh" AS "prefillHigh", "decodeRatio", "decodeRatioLow" AS "decodeLow", "decodeRatioHigh" AS "decodeHigh"
    FROM "Efficiency" WHERE "revisionId" = ANY(${[...revisionKeys]}::uuid[]) ORDER BY "batch" = 1 DESC, "id" DESC`;
}

/** All benchmarks by name, the newest of each. */
export function availableBenchmarks(revisionKeys: readonly string[]): Sql {
  return sql`
    SELECT DISTINCT ON (b."name") b."name", b."kind", b."documentCount", ARRAY(
      SELECT DISTINCT e."revisionId" FROM "Evaluation" e WHERE e."revisionId" = ANY(${[...revisionKeys]}::uuid[]) AND e."benchmarkId" = b."id") AS "revisionKeys"
    FROM "Benchmark" b ORDER BY b."name", b."id" DESC`;
}
