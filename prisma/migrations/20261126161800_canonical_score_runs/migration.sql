-- How many windows were read belongs to the lane: runs of the whole text and of its first windows had one name. Released rows stay as they are.
UPDATE "ScoreRun" sr
SET "lane" = regexp_replace(sr."lane", ' · ([^·]+)$', ' · first ' || c."windowLimit" || ' windows · \1')
FROM "CalibrationConfig" c
WHERE c."id" = sr."calibrationConfigId" AND c."windowLimit" IS NOT NULL AND sr."importId" IS NULL AND sr."lane" NOT LIKE '%·_first_%'
  AND sr."createdAt" > coalesce(lamina_newest_cut(), '-infinity');

-- Which run's numbers a revision is known by, for each metric: the one at place 1 of its lane, and the one at place 1 of all lanes. In this order:
--   1. measured here before imported;
--   2. of the whole text before a part of its documents or its first windows; of parts the one of most tokens;
--   3. of lanes, the one that was measured first: a later look at another text or window never replaces it;
--   4. within the lane, the newest run.
-- `cut` leaves out what was stored later, for releases.
CREATE FUNCTION lamina_canonical_score_runs(cut timestamptz DEFAULT 'infinity')
RETURNS TABLE ("revisionId" uuid, "metric" text, "lane" text, "scoreRunId" uuid, "placeInLane" bigint, "place" bigint)
LANGUAGE sql STABLE AS $$
  SELECT run."revisionId", run."metric", run."lane", run."id",
    row_number() OVER (PARTITION BY run."revisionId", run."metric", run."lane"
      ORDER BY run."isImported", run."isPart", run."partTokens" DESC, run."id" DESC),
    row_number() OVER (PARTITION BY run."revisionId", run."metric"
      ORDER BY run."isImported", run."isPart", run."partTokens" DESC, run."laneBegan", run."id" DESC)
  FROM (
    SELECT sr."revisionId", s."metric", sr."lane", sr."id", sr."importId" IS NOT NULL AS "isImported",
      c."documentPart" IS NOT NULL OR c."windowLimit" IS NOT NULL AS "isPart",
      CASE WHEN c."documentPart" IS NOT NULL OR c."windowLimit" IS NOT NULL THEN sr."tokenCount" ELSE 0 END AS "partTokens",
      min(sr."createdAt") OVER (PARTITION BY sr."revisionId", s."metric", sr."lane", sr."importId" IS NOT NULL,
        c."documentPart" IS NOT NULL OR c."windowLimit" IS NOT NULL) AS "laneBegan"
    FROM "ScoreRun" sr
    JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId"
    JOIN "LayerScore" s ON s."scoreRunId" = sr."id" AND s."layerIndex" = 0
    WHERE sr."createdAt" <= cut
  ) AS run
$$;
