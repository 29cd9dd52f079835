import type { SeriesUnit } from '@lamina/metrics';
import { type Sql, sql } from '../rows/sql.ts';

/** A score run, with the data that strategies use (ScoredBlocks of @lamina/strategies). */
export interface ScoredRun {
  readonly key: string;
  readonly label: string;
  readonly textSha256: string;
  readonly documentPart: string | null;
  readonly resamplingUnit: string;
  readonly blockCount: number;
  readonly greedyOrder: readonly number[];
  readonly angularLastToken: readonly (readonly (number | null)[])[];
}

/** One metric of all layers of a run. */
export interface RunSeries {
  readonly runKey: string;
  readonly metric: string;
  readonly means: readonly (number | null)[];
}

/** The contribution of one document to a metric of a run. */
export type RunUnit = SeriesUnit & { readonly runKey: string; readonly metric: string };

/** Whether two runs read the same documents (all, or the same part of one text) in the same order, as far as they tell. */
export function readSameDocuments(one: ScoredRun, other: ScoredRun): boolean {
  return (
    one.textSha256 === other.textSha256 &&
    one.documentPart === other.documentPart &&
    one.resamplingUnit === 'document' &&
    other.resamplingUnit === 'document'
  );
}

/** The newest run of each calibration of a revision that was measured here, oldest calibration first. */
export function scoredRunsOfRevision(revisionKey: string): Sql {
  return sql`SELECT * FROM (
      SELECT DISTINCT ON (sr."calibrationConfigId", sr."lane") sr."id" AS "key", s."textSha256", c."documentPart", sr."resamplingUnit", r."blockCount",
        sr."angularLastToken",
        ARRAY(SELECT (unit ->> 'block')::int FROM jsonb_array_elements(sr."searches") AS search, jsonb_array_elements(search -> 'order') WITH ORDINALITY AS step(unit, place)
          WHERE search ->> 'kind' = 'greedy' AND search -> 'units' = '["block"]' ORDER BY place) AS "greedyOrder",
        s."name" || ', windows of ' || c."window" || CASE WHEN c."stride" = c."window" THEN '' ELSE ' every ' || c."stride" END
          || CASE WHEN c."documentPart" IS NULL THEN '' ELSE ', documents ' || c."documentPart" END
          || CASE WHEN c."drawSeed" IS NULL THEN '' ELSE ', ' || c."windowCount" || ' of them at random' END
          || CASE WHEN c."windowLimit" IS NULL THEN '' ELSE ', the first ' || c."windowLimit" END AS "label",
        min(sr."id"::text) OVER (PARTITION BY sr."calibrationConfigId", sr."lane") AS "oldest"
      FROM "ScoreRun" sr JOIN "ModelRevision" r ON r."id" = sr."revisionId"
      JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" JOIN "CalibrationSet" s ON s."id" = c."calibrationSetId"
      WHERE sr."revisionId" = ${revisionKey}::uuid AND sr."importId" IS NULL
      ORDER BY sr."calibrationConfigId", sr."lane", sr."id" DESC) AS runs ORDER BY "oldest"`;
}

/** Means of all layers of runs by metric; null metric = every one. */
export function seriesOfRuns(runKeys: readonly string[], metric: string | null): Sql {
  return sql`SELECT "scoreRunId" AS "runKey", "metric", array_agg("mean" ORDER BY "layerIndex") AS "means" FROM "LayerScore"
    WHERE "scoreRunId" = ANY(${[...runKeys]}::uuid[]) AND (${metric}::text IS NULL OR "metric" = ${metric}::text) GROUP BY "scoreRunId", "metric"`;
}

/** The contribution of each document to runs, in the order of the text; null metric = all metrics. */
export function unitsOfRuns(runKeys: readonly string[], metric: string | null): Sql {
  return sql`SELECT "scoreRunId" AS "runKey", "metric", "sum", "count" FROM "ScoreUnit"
    WHERE "scoreRunId" = ANY(${[...runKeys]}::uuid[]) AND (${metric}::text IS NULL OR "metric" = ${metric}::text)
    ORDER BY "scoreRunId", "metric", "position"`;
}
