import type { LossCell } from '@lamina/benchmarks';
import { type Sql, sql } from '../../data/sql.ts';

/** The facts of a model that a recommendation needs. */
export interface ModelRecord {
  readonly modelKey: string;
  readonly slug: string;
  /** 'bundled', 'folder', 'hub' or 'declared'. */
  readonly source: string;
  readonly location: string;
  readonly revisionKey: string;
  readonly blockCount: number;
  readonly parameterCount: number;
}

/** An evaluated pruning with its results in one lane. */
export interface PruningRecord {
  readonly key: string;
  readonly strategy: string;
  readonly removed: readonly number[];
  readonly removedAttention: readonly number[];
  readonly removedMlp: readonly number[];
  readonly removedParameters: number;
  readonly cells: readonly LossCell[];
}

/** What the statement of prunings returns: the lanes, and one pruning; one row without a pruning when there is none. */
export type EvaluatedRecord = { readonly lanes: readonly string[]; readonly lane: string | null } & (
  | PruningRecord
  | { readonly key: null }
);

/** Speed and memory of a pruning, or of the whole model (null). */
export interface EfficiencyRecord {
  readonly pruningKey: string | null;
  readonly weightsBytes: number;
  readonly cacheBytesPerToken: number | null;
  readonly machine: string;
  readonly measuredAlone: boolean;
  readonly prefillRatio: number | null;
  readonly prefillLow: number | null;
  readonly prefillHigh: number | null;
  readonly decodeRatio: number | null;
  readonly decodeLow: number | null;
  readonly decodeHigh: number | null;
}

/** A benchmark that can be measured. */
export interface BenchmarkRecord {
  readonly name: string;
  readonly kind: string;
  readonly documentCount: number;
  /** Whether the model was evaluated on it. */
  readonly isKnown: boolean;
}

/** The model with this key, or with this short name. */
export function modelStatement(where: { readonly key: string } | { readonly slug: string }): Sql {
  const condition = 'key' in where ? sql`m."id" = ${where.key}::uuid` : sql`m."slug" = ${where.slug}`;
  return sql`
    SELECT m."id" AS "modelKey", m."slug", m."source", r."location", r."id" AS "revisionKey", r."blockCount", r."parameterCount"::float8 AS "parameterCount"
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" WHERE ${condition}`;
}

/**
 * The lanes of a revision's evaluated prunings, and every pruning that was evaluated in one of them (null = the first), newest first. A benchmark restricts
 * the lanes to those that have it. Random draws are controls: who chooses the luckiest of them learns nothing. Repaired models are left out, as the command
 * that makes one is not known.
 */
export function evaluatedStatement(where: {
  readonly revisionKey: string;
  readonly lane: string | null;
  readonly benchmark: string | null;
}): Sql {
  const { revisionKey, lane, benchmark } = where;
  return sql`
    WITH sized AS (
      SELECT e."lane", row_number() OVER (ORDER BY bool_and(e."importId" IS NOT NULL), count(DISTINCT e."benchmarkId") DESC, avg(e."sampleCount") DESC, count(*) DESC, e."lane") AS "place"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      WHERE e."revisionId" = ${revisionKey}::uuid AND e."pruningId" IS NOT NULL AND (${benchmark}::text IS NULL OR b."name" = ${benchmark}::text)
      GROUP BY e."lane"
    ), chosen AS (
      SELECT coalesce(array_agg("lane" ORDER BY "place"), '{}') AS "lanes", coalesce(${lane}::text, min("lane") FILTER (WHERE "place" = 1)) AS "lane" FROM sized
    ), measured AS (
      SELECT e."pruningId", json_agg(json_build_object('benchmark', b."name", 'metric', e."metric", 'value', e."value", 'denseValue', d."value",
        'retention', e."retention", 'retentionStandardError', e."retentionStandardError", 'sampleCount', e."sampleCount") ORDER BY b."name", e."id") AS "cells"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
      WHERE e."revisionId" = ${revisionKey}::uuid AND e."pruningId" IS NOT NULL AND e."lane" = (SELECT "lane" FROM chosen)
      GROUP BY e."pruningId"
    )
    SELECT chosen."lanes", chosen."lane", p."id" AS "key", p."strategy", p."removed", p."removedAttention", p."removedMlp", p."removedParameters", measured."cells"
    FROM chosen LEFT JOIN (measured JOIN (
      SELECT "id", "strategy", "removed", coalesce("plan" -> 'removedAttention', '[]') AS "removedAttention", coalesce("plan" -> 'removedMlp', '[]') AS "removedMlp",
        ("parametersBefore" - "parametersAfter")::float8 AS "removedParameters"
      FROM "Pruning" WHERE "revisionId" = ${revisionKey}::uuid AND "seed" IS NULL AND coalesce("plan" -> 'repair', 'null') = 'null'
    ) p ON p."id" = measured."pruningId") ON true
    ORDER BY p."id" DESC`;
}

/** Speed and memory of a revision, one text at a time first, newest first. */
export function efficiencyStatement(revisionKey: string): Sql {
  return sql`
    SELECT "pruningId" AS "pruningKey", "weightsBytes"::float8 AS "weightsBytes", "cacheBytesPerToken", "machine", "measuredAlone",
      "prefillRatio", "prefillRatioLow" AS "prefillLow", "prefillRatioHigh" AS "prefillHigh", "decodeRatio", "decodeRatioLow" AS "decodeLow", "decodeRatioHigh" AS "decodeHigh"
    FROM "Efficiency" WHERE "revisionId" = ${revisionKey}::uuid ORDER BY "batch" = 1 DESC, "id" DESC`;
}

/** All benchmarks by name, the newest of each. */
export function benchmarkStatement(revisionKey: string): Sql {
  return sql`
    SELECT DISTINCT ON (b."name") b."name", b."kind", b."documentCount",
      EXISTS (SELECT 1 FROM "Evaluation" e WHERE e."revisionId" = ${revisionKey}::uuid AND e."benchmarkId" = b."id") AS "isKnown"
    FROM "Benchmark" b ORDER BY b."name", b."id" DESC`;
}
