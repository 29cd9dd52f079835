-- AlterTable
ALTER TABLE "CalibrationConfig" ADD COLUMN     "drawSeed" INTEGER;

-- AlterTable
ALTER TABLE "ScoreRun" ADD COLUMN     "evolvedSets" JSONB,
ADD COLUMN     "iterativeOrder" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "settlement" JSONB;

-- A run that ended when its lowest layers were known read a part of the text, like one of the first windows. The rule is otherwise the one of
-- 20261126161800_canonical_score_runs.
CREATE OR REPLACE FUNCTION lamina_canonical_score_runs(cut timestamptz DEFAULT 'infinity')
RETURNS TABLE ("revisionId" uuid, "metric" text, "lane" text, "scoreRunId" uuid, "placeInLane" bigint, "place" bigint)
LANGUAGE sql STABLE AS $$
  SELECT run."revisionId", run."metric", run."lane", run."id",
    row_number() OVER (PARTITION BY run."revisionId", run."metric", run."lane"
      ORDER BY run."isImported", run."isPart", run."partTokens" DESC, run."id" DESC),
    row_number() OVER (PARTITION BY run."revisionId", run."metric"
      ORDER BY run."isImported", run."isPart", run."partTokens" DESC, run."laneBegan", run."id" DESC)
  FROM (
    SELECT sr."revisionId", s."metric", sr."lane", sr."id", sr."importId" IS NOT NULL AS "isImported", part."isPart",
      CASE WHEN part."isPart" THEN sr."tokenCount" ELSE 0 END AS "partTokens",
      min(sr."createdAt") OVER (PARTITION BY sr."revisionId", s."metric", sr."lane", sr."importId" IS NOT NULL, part."isPart") AS "laneBegan"
    FROM "ScoreRun" sr
    JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId"
    CROSS JOIN LATERAL (
      SELECT c."documentPart" IS NOT NULL OR c."windowLimit" IS NOT NULL OR c."drawSeed" IS NOT NULL AS "isPart"
    ) AS part
    JOIN "LayerScore" s ON s."scoreRunId" = sr."id" AND s."layerIndex" = 0
    WHERE sr."createdAt" <= cut
  ) AS run
$$;
