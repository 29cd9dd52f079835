-- A quantized form keeps a table that lookups and head share, and stores the head's copy of it in fewer bits. Both were counted, so the form seemed to have
-- more parameters than its original. It has as many: the count is corrected where it is too large by exactly that table. A form also has the licence of its
-- original. Recordings that were made before bring the old numbers, so an import calls the function again. Released removals stay as they are.
CREATE FUNCTION lamina_correct_quantized_forms() RETURNS void LANGUAGE sql AS $$
  UPDATE "Model" form SET "licence" = original."licence"
  FROM "Model" original WHERE original."id" = form."derivedFromId" AND form."licence" IS NULL AND original."licence" IS NOT NULL;

  WITH counted_twice AS (
    SELECT DISTINCT r."id", r."vocabularySize"::bigint * r."hiddenSize" AS "excess"
    FROM "ModelRevision" r JOIN "Model" form ON form."id" = r."modelId" JOIN "ModelRevision" o ON o."modelId" = form."derivedFromId"
    WHERE o."blockCount" = r."blockCount" AND o."hiddenSize" = r."hiddenSize" AND o."vocabularySize" = r."vocabularySize"
      AND r."parameterCount" = o."parameterCount" + r."vocabularySize"::bigint * r."hiddenSize"
  ), removals AS (
    UPDATE "Pruning" p SET "parametersBefore" = p."parametersBefore" - wrong."excess", "parametersAfter" = p."parametersAfter" - wrong."excess",
      "removedParameterRatio" = (p."parametersBefore" - p."parametersAfter")::float8 / (p."parametersBefore" - wrong."excess")
    FROM counted_twice wrong WHERE p."revisionId" = wrong."id" AND p."createdAt" > coalesce(lamina_newest_cut(), '-infinity')
  ), speeds AS (
    UPDATE "Efficiency" e SET "parameterCount" = e."parameterCount" - wrong."excess" FROM counted_twice wrong WHERE e."revisionId" = wrong."id"
  )
  UPDATE "ModelRevision" r SET "parameterCount" = r."parameterCount" - wrong."excess" FROM counted_twice wrong WHERE r."id" = wrong."id";
$$;

SELECT lamina_correct_quantized_forms();
