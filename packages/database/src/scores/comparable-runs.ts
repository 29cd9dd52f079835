import { joinConditions, type Sql, sql } from '../rows/sql.ts';

/** A run that may represent its model. */
export interface ComparableRun {
  readonly scoreRunKey: string;
  readonly modelKey: string;
  readonly slug: string;
  readonly blockCount: number;
  readonly protocol: string;
  readonly comparability: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** True if it was imported. */
  readonly isImported: boolean;
  /** Its rank among the model's runs of the metric, starting at 1; rank 1 is the canonical run. */
  readonly place: number;
}

/** One layer's value in one run. */
export interface ScorePoint {
  readonly scoreRunKey: string;
  readonly layerIndex: number;
  readonly relativeDepth: number;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly rank: number | null;
}

/** The newest run of each current revision, protocol and comparability key that has the metric. */
export function comparableRunsOfModels(slugs: readonly string[], metric: string): Sql {
  return runs([sql`m."slug" = ANY(${[...slugs]}::text[])`, sql`m."currentRevisionId" = r."id"`, hasMetric(metric)], metric);
}

/** The named runs, of whatever revision. */
export function comparableRunsByKey(scoreRunKeys: readonly string[]): Sql {
  return runs([sql`sr."id" = ANY(${[...scoreRunKeys]}::uuid[])`], null);
}

/** One metric of all layers of the runs. */
export function scorePointsOf(scoreRunKeys: readonly string[], metric: string): Sql {
  return sql`SELECT s."scoreRunId" AS "scoreRunKey", s."layerIndex", l."relativeDepth", s."mean", s."standardError", s."rank" + 1 AS "rank"
    FROM "LayerScore" s JOIN "Layer" l ON l."id" = s."layerId"
    WHERE s."scoreRunId" = ANY(${[...scoreRunKeys]}::uuid[]) AND s."metric" = ${metric} ORDER BY s."scoreRunId", s."layerIndex"`;
}

/** A run without the metric's first layer has no rank and comes last. OFFSET 0 has PostgreSQL rank the runs of each row's model, not all runs. */
function runs(conditions: readonly Sql[], metric: string | null): Sql {
  return sql`SELECT DISTINCT ON (r."id", sr."protocol", sr."comparabilityDigest") sr."id" AS "scoreRunKey", m."id" AS "modelKey", m."slug",
      r."blockCount", sr."protocol", sr."comparability", sr."createdAt", sr."importId" IS NOT NULL AS "isImported",
      coalesce(canonical."place", 2147483647)::int AS "place"
    FROM "ScoreRun" sr JOIN "ModelRevision" r ON r."id" = sr."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN LATERAL (SELECT c."place" FROM lamina_canonical_score_runs() c
      WHERE c."revisionId" = sr."revisionId" AND c."scoreRunId" = sr."id" AND c."metric" = ${metric}::text OFFSET 0) AS canonical ON true
    WHERE ${joinConditions(conditions)} ORDER BY r."id", sr."protocol", sr."comparabilityDigest", sr."id" DESC`;
}

function hasMetric(metric: string): Sql {
  return sql`EXISTS (SELECT FROM "LayerScore" s WHERE s."scoreRunId" = sr."id" AND s."metric" = ${metric})`;
}
