import { HEADLINE_OF_KIND, NO_REPAIR } from '@lamina/metrics';
import { STRATEGY } from '@lamina/plans';
import { type Sql, sql } from '../sql.ts';
import { SOLVING_OF_PRUNING } from './solving-of-pruning.ts';

/**
 * The removals of whole layers of a revision, in the lane with most evaluations of repaired models: repaired ones, the same removals alone, and the
 * random-inner control. Newest first.
 */
export function repairedPrunings(revisionKey: string, lane: string | null): Sql {
  return sql`
    WITH own AS (
      SELECT * FROM "Pruning" WHERE "revisionId" = ${revisionKey}::uuid AND "units" = ARRAY['block']
    ), chosen AS (
      SELECT e."lane" FROM own p JOIN "Evaluation" e ON e."pruningId" = p."id"
      WHERE p."repairKind" IS NOT NULL AND (${lane}::text IS NULL OR e."lane" = ${lane}::text)
      GROUP BY e."lane" ORDER BY count(*) DESC, e."lane" LIMIT 1
    ), measured AS (
      SELECT e."pruningId", e."lane", json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'metric', e."metric", 'value', e."value",
        'standardError', e."standardError", 'chance', b."chance", 'denseValue', d."value", 'denseStandardError', d."standardError",
        'retention', e."retention", 'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "cells"
      FROM chosen JOIN "Evaluation" e ON e."lane" = chosen."lane" AND e."pruningId" IN (SELECT "id" FROM own)
      JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
      GROUP BY e."pruningId", e."lane"
    )
    SELECT p."id" AS "key", measured."lane", p."strategy", p."seed", p."removed", p."removedParameterRatio", coalesce(p."repairKind", ${NO_REPAIR}) AS "repair",
      ${SOLVING_OF_PRUNING}, (p."repair" ->> 'heldOutError')::float8 AS "predictedError",
      CASE WHEN jsonb_typeof(p."repair" -> 'heldOutErrors') = 'object' THEN json_build_object('all', p."repair" #> '{heldOutErrors,all}', 'noSinks', p."repair" #> '{heldOutErrors,no-sinks}') END AS "predictedErrors",
      measured."cells"
    FROM measured JOIN own p ON p."id" = measured."pruningId"
    WHERE p."repairKind" IS NOT NULL OR p."strategy" = ${STRATEGY.randomInner}
      OR p."removed" IN (SELECT "removed" FROM own WHERE "repairKind" IS NOT NULL)
    ORDER BY p."id" DESC`;
}

/**
 * Paired differences of accuracy of each pruning from the one that removes the same layers without a repair. The answers of one pair are averaged by
 * themselves: joined with all pairs at once, PostgreSQL would read every answer that the database has.
 */
export function repairGains(lane: string, pairs: readonly { readonly key: string; readonly aloneKey: string }[]): Sql {
  return sql`
    SELECT pair."key", b."name" AS "benchmark", answers."difference", answers."standardError"
    FROM unnest(${pairs.map(({ key }) => key)}::uuid[], ${pairs.map(({ aloneKey }) => aloneKey)}::uuid[]) AS pair("key", "aloneKey")
    JOIN "Evaluation" e ON e."pruningId" = pair."key" AND e."lane" = ${lane} AND e."metric" = ${HEADLINE_OF_KIND['multiple-choice']}
    JOIN "Evaluation" o ON o."pruningId" = pair."aloneKey" AND o."lane" = e."lane" AND o."metric" = e."metric" AND o."benchmarkId" = e."benchmarkId"
    JOIN "Benchmark" b ON b."id" = e."benchmarkId" AND b."kind" = 'multiple-choice'
    CROSS JOIN LATERAL (
      SELECT avg(s."value" - a."value") AS "difference", stddev_samp(s."value" - a."value") / sqrt(count(*)) AS "standardError"
      FROM "Sample" s JOIN "Sample" a ON a."evaluationId" = o."id" AND a."position" = s."position" AND a."documentId" = s."documentId"
      WHERE s."evaluationId" = e."id" AND s."value" IS NOT NULL AND a."value" IS NOT NULL HAVING count(*) > 0
    ) AS answers`;
}
