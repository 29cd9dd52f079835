-- A recording's results are stored first, the answers to single documents later.
ALTER TABLE "Recording" ADD COLUMN     "hasAnswers" BOOLEAN NOT NULL DEFAULT false;
UPDATE "Recording" SET "hasAnswers" = true;

-- How sure it is what a whole quantized form keeps of its original. The first sight of a leaderboard needs it, before the answers that it comes from are
-- stored. A table of its own: evaluations that a release holds never change, but a newer evaluation of the original replaces an older pair.
CREATE TABLE "QuantizedRetention" (
    "id" UUID NOT NULL,
    "originalId" UUID NOT NULL,
    "standardError" DOUBLE PRECISION,

    CONSTRAINT "QuantizedRetention_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "QuantizedRetention_originalId_idx" ON "QuantizedRetention"("originalId");
ALTER TABLE "QuantizedRetention" ADD CONSTRAINT "QuantizedRetention_id_fkey" FOREIGN KEY ("id") REFERENCES "Evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "QuantizedRetention" ADD CONSTRAINT "QuantizedRetention_originalId_fkey" FOREIGN KEY ("originalId") REFERENCES "Evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Pairs whole quantized forms with the newest evaluation of their original in the same lane, where one of the two is among the stored evaluations. The
-- standard error is that of a ratio of means over the documents that both answered (delta method, as in pairedRetentions).
CREATE FUNCTION lamina_pair_quantized_forms(stored uuid[]) RETURNS void LANGUAGE sql AS $$
  WITH evaluated AS (
    SELECT e.*, r."modelId" FROM "Evaluation" e JOIN "ModelRevision" r ON r."id" = e."revisionId" WHERE e."id" = ANY(stored) AND e."pruningId" IS NULL
  ), touched AS (
    SELECT e."id" FROM evaluated e
    UNION
    SELECT q."id" FROM evaluated e JOIN "Model" m ON m."derivedFromId" = e."modelId" JOIN "ModelRevision" r ON r."modelId" = m."id"
      JOIN "Evaluation" q ON q."revisionId" = r."id" AND q."benchmarkId" = e."benchmarkId" AND q."metric" = e."metric" AND q."lane" = e."lane"
    WHERE q."pruningId" IS NULL
  )
  INSERT INTO "QuantizedRetention" ("id", "originalId", "standardError")
  SELECT q."id", d."id", (
      SELECT stddev_samp(a."value" - q."value" / nullif(d."value", 0) * c."value") / nullif(d."value", 0) / sqrt(count(*))
      FROM "Sample" a JOIN "Sample" c ON c."evaluationId" = d."id" AND c."position" = a."position" AND c."documentId" = a."documentId"
      WHERE a."evaluationId" = q."id" AND a."value" IS NOT NULL AND c."value" IS NOT NULL)
  FROM touched JOIN "Evaluation" q ON q."id" = touched."id" JOIN "ModelRevision" r ON r."id" = q."revisionId" JOIN "Model" m ON m."id" = r."modelId"
  CROSS JOIN LATERAL (
    SELECT e."id", e."value" FROM "ModelRevision" o JOIN "Evaluation" e ON e."revisionId" = o."id"
    WHERE o."modelId" = m."derivedFromId" AND e."pruningId" IS NULL AND e."lane" = q."lane" AND e."benchmarkId" = q."benchmarkId" AND e."metric" = q."metric"
    ORDER BY e."id" DESC LIMIT 1
  ) AS d
  WHERE m."quantization" IS NOT NULL
  ON CONFLICT ("id") DO UPDATE SET "originalId" = EXCLUDED."originalId", "standardError" = EXCLUDED."standardError";
$$;

SELECT lamina_pair_quantized_forms(array_agg(e."id"))
FROM "Evaluation" e JOIN "ModelRevision" r ON r."id" = e."revisionId" JOIN "Model" m ON m."id" = r."modelId"
WHERE e."pruningId" IS NULL AND m."quantization" IS NOT NULL;
