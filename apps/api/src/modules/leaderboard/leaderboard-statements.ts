import { type Sql, sql } from '../../database/sql.ts';
import type { NormPlacement } from '../model/norm-placement.ts';
import { Strategy } from '../pruning/strategy.ts';

/** The metric that stands for a benchmark of each kind on the leaderboard. */
export const LEADERBOARD_METRICS = { 'multiple-choice': 'acc', perplexity: 'word_perplexity' } as const;

/** One evaluated pruning of a current revision, as the statement below returns it. */
export interface CandidateRecord {
  readonly pruningKey: string;
  readonly modelKey: string;
  readonly slug: string;
  readonly name: string;
  readonly family: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  readonly precision: string;
  readonly normPlacement: NormPlacement;
  readonly architecture: string | null;
  readonly revisionKey: string;
  readonly strategy: string;
  readonly seed: number | null;
  readonly removedCount: number;
  readonly removedBlockRatio: number;
  readonly removedParameterRatio: number;
  readonly createdAt: Date;
  readonly cells: readonly CandidateCell[];
}

/** One benchmark of a candidate. */
export interface CandidateCell {
  readonly benchmark: string;
  readonly kind: keyof typeof LEADERBOARD_METRICS;
  readonly metric: string;
  readonly value: number;
  readonly standardError: number | null;
  readonly denseValue: number | null;
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
}

/** A row of the statement below: the lanes, and one candidate; one row without a candidate when there is none. */
export type BoardRecord = { readonly lanes: readonly string[] } & (CandidateRecord | { readonly pruningKey: null });

/**
 * All lanes with evaluated prunings, largest first, and every evaluated pruning of every current revision in one of them (null = the first),
 * with its evaluations; null strategy = all. The random-inner control always comes along.
 */
export function boardStatement(lane: string | null, strategy: string | null): Sql {
  return sql`
    WITH sized AS (
      SELECT e."lane", row_number() OVER (ORDER BY bool_and(e."importId" IS NOT NULL), count(*) DESC, e."lane") AS "place"
      FROM "Evaluation" e JOIN "Model" m ON m."currentRevisionId" = e."revisionId" WHERE e."pruningId" IS NOT NULL GROUP BY e."lane"
    ), board AS (
      SELECT coalesce(array_agg("lane" ORDER BY "place"), '{}') AS "lanes",
        coalesce(${lane}::text, min("lane") FILTER (WHERE "place" = 1)) AS "lane" FROM sized
    )
    SELECT board."lanes", candidate.* FROM board LEFT JOIN LATERAL (${candidates(sql`board."lane"`, strategy)}) AS candidate ON true
    ORDER BY candidate."modelKey", candidate."removedBlockRatio", candidate."pruningKey"`;
}

/** Quantized forms of a model stand beside it in its quantizationTable. */
function candidates(lane: Sql, strategy: string | null): Sql {
  return sql`
    SELECT p."id" AS "pruningKey", m."id" AS "modelKey", r."id" AS "revisionKey", p."seed", p."removedCount", m."slug", m."name", f."slug" AS "family", r."blockCount",
      r."parameterCount"::float8 AS "parameterCount", r."precision", r."normPlacement", r."architecture", p."strategy", p."removedBlockRatio", p."removedParameterRatio", p."createdAt", cells."list" AS "cells"
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" JOIN "ModelFamily" f ON f."id" = m."familyId"
    JOIN "Pruning" p ON p."revisionId" = r."id"
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'metric', e."metric", 'value', e."value",
        'standardError', e."standardError", 'denseValue', d."value", 'retention', e."retention",
        'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "list"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
      WHERE e."pruningId" = p."id" AND e."lane" = ${lane}
        AND ((b."kind" = 'multiple-choice' AND e."metric" = ${LEADERBOARD_METRICS['multiple-choice']})
          OR (b."kind" = 'perplexity' AND e."metric" = ${LEADERBOARD_METRICS.perplexity}))
    ) AS cells
    WHERE cells."list" IS NOT NULL AND m."derivedFromId" IS NULL AND (${strategy}::text IS NULL OR p."strategy" IN (${strategy}::text, ${Strategy.RANDOM_INNER}))`;
}
