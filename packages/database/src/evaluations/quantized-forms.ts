import { STRATEGY } from '@lamina/strategies';
import { REMOVED_BLOCKS, REPAIR_KIND, TEXT_OF_SCORES } from '../prunings/pruning-columns.ts';
import { type Sql, sql } from '../rows/sql.ts';

/** Selects the protocol in which a model and its quantized forms have the most evaluations that were measured here; no row if they have none. */
export function protocolOfForms(modelKey: string): Sql {
  return sql`
    SELECT e."protocol" FROM "Evaluation" e JOIN "Model" m ON m."currentRevisionId" = e."revisionId"
    WHERE (m."id" = ${modelKey}::uuid OR m."derivedFromId" = ${modelKey}::uuid) AND e."importId" IS NULL
    GROUP BY e."protocol" ORDER BY count(*) DESC, e."protocol" LIMIT 1`;
}

/**
 * Selects a model and its quantized forms (MeasuredForm of @lamina/benchmarks), dense and with each number of removed blocks by block influence, with
 * their perplexities and bytes: the original first. Of several prunings of as many blocks, it takes the newest of the protocol by the scores of
 * the text that chose most of the form's prunings (findMainText of @lamina/benchmarks).
 */
export function quantizedForms(modelKey: string, protocol: string): Sql {
  return sql`
    WITH form AS (
      SELECT m."slug" AS "model", m."derivedFromId" IS NULL AS "isOriginal", coalesce(m."quantization" ->> 'precision', r."precision") AS "precision",
        CASE WHEN p."id" IS NULL THEN (m."quantization" ->> 'bytesAfter')::float8 END AS "formBytes",
        r."id" AS "revisionId", p."id" AS "pruningId", p."strategy", coalesce(p."removedCount", 0) AS "removedCount", coalesce(p."removed", '[]') AS "removed"
      FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId"
      CROSS JOIN LATERAL (
        SELECT NULL::uuid AS "id", NULL AS "strategy", 0 AS "removedCount", '[]'::jsonb AS "removed"
        UNION ALL
        (SELECT DISTINCT ON (p."strategy", p."removedCount") p."id", p."strategy", p."removedCount", ${REMOVED_BLOCKS} AS "removed" FROM "Pruning" p
          WHERE p."revisionId" = r."id" AND ${IS_OF_BLOCKS_ALONE} AND (p."strategy" = ${STRATEGY.blockInfluence} OR (m."derivedFromId" IS NOT NULL AND p."strategy" = ${STRATEGY.explicit}))
            AND EXISTS (SELECT FROM "Evaluation" e WHERE e."pruningId" = p."id" AND e."protocol" = ${protocol})
          ORDER BY p."strategy", p."removedCount", count(*) OVER (PARTITION BY p."strategy", ${TEXT_OF_SCORES}) DESC, ${TEXT_OF_SCORES}, p."id" DESC)) AS p
      WHERE m."id" = ${modelKey}::uuid OR m."derivedFromId" = ${modelKey}::uuid)
    SELECT form."model", form."isOriginal", form."precision", form."strategy", form."removedCount", cells."list" AS "cells",
      coalesce(x."weightsBytes"::float8, form."formBytes") AS "weightsBytes"
    FROM form
    CROSS JOIN LATERAL (
      SELECT count(*) AS "count", coalesce(json_agg(json_build_object('benchmark', b."name", 'metric', e."metric", 'value', e."value")
        ORDER BY b."name", e."id") FILTER (WHERE b."kind" = 'perplexity'), '[]') AS "list"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      WHERE e."revisionId" = form."revisionId" AND e."pruningId" IS NOT DISTINCT FROM form."pruningId" AND e."protocol" = ${protocol}
    ) AS cells
    LEFT JOIN LATERAL (
      SELECT o."weightsBytes" FROM "Efficiency" o LEFT JOIN "Pruning" p ON p."id" = o."pruningId"
      WHERE o."revisionId" = form."revisionId" AND o."batch" = 1 AND coalesce(p."removedCount", 0) = form."removedCount" AND (p."id" IS NULL OR ${IS_OF_BLOCKS_ALONE})
      ORDER BY (coalesce(${REMOVED_BLOCKS}, '[]') = form."removed") DESC, o."id" DESC LIMIT 1
    ) AS x ON true
    WHERE cells."count" > 0
    ORDER BY form."isOriginal" DESC, form."model", form."removedCount", form."strategy" NULLS FIRST`;
}

/** SQL: whether the row `p` of "Pruning" removes whole layers and repairs nothing. */
const IS_OF_BLOCKS_ALONE = sql`(p."units" = ARRAY['block'] AND ${REPAIR_KIND} IS NULL)`;
