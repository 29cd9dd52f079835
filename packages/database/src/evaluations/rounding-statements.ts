import type { RoundedLayer, ScoredLayer } from '@lamina/metrics';
import { ROUNDING_SCORES } from '@lamina/metrics';
import { type Sql, sql } from '../rows/sql.ts';

/** Roundings of a revision, and scores of the same units. */
export interface StoredRoundings {
  readonly revisionKey: string;
  /** One for each unit, type and text: that of the most positions, and of equal ones the newest. */
  readonly roundings: readonly RoundedLayer[];
  /** From the canonical run of each measure. */
  readonly scores: readonly ScoredLayer[];
}

/** A rounding has one divergence for each unit, type and text: that of the most positions, and of equal ones the newest. */
export const IS_ONLY_ROUNDING = sql`NOT EXISTS (SELECT FROM "Rounding" o WHERE o."revisionId" = t."revisionId" AND o."text" = t."text" AND o."type" = t."type"
  AND o."unit" = t."unit" AND o."layerIndex" IS NOT DISTINCT FROM t."layerIndex" AND (o."positionCount", o."id") > (t."positionCount", t."id"))`;

/**
 * A statement of StoredRoundings, for those of some revisions that have roundings.
 * @param cut runs that were stored later are ignored; null = none
 */
export function storedRoundings(revisionKeys: readonly string[], cut: Date | null = null): Sql {
  return sql`
    SELECT t."revisionId" AS "revisionKey", json_agg(json_build_object('unit', t."unit", 'layerIndex', t."layerIndex", 'type', t."type",
        'storedTypes', t."storedTypes", 'text', t."text", 'divergence', t."divergence") ORDER BY t."type", t."unit", t."layerIndex") AS "roundings",
      (SELECT coalesce(json_agg(json_build_object('metric', s."metric", 'layerIndex', s."layerIndex", 'mean', s."mean") ORDER BY s."metric", s."layerIndex"), '[]')
        FROM lamina_canonical_score_runs(${cut ?? 'infinity'}::timestamptz) c
        JOIN "LayerScore" s ON s."scoreRunId" = c."scoreRunId" AND s."metric" = c."metric"
        WHERE c."revisionId" = t."revisionId" AND c."place" = 1 AND c."metric" = ANY(${[...ROUNDING_SCORES]}::text[])) AS "scores"
    FROM "Rounding" t WHERE t."revisionId" = ANY(${[...revisionKeys]}::uuid[]) AND ${IS_ONLY_ROUNDING}
    GROUP BY t."revisionId"`;
}
