-- A release holds speeds too: rows that are as old as the newest cut can neither change nor go, and no row can come to be that old.
CREATE TRIGGER efficiency_is_new BEFORE INSERT ON "Efficiency" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER efficiency_is_kept AFTER UPDATE ON "Efficiency" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER efficiency_stays AFTER DELETE ON "Efficiency" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER efficiency_table_stays BEFORE TRUNCATE ON "Efficiency" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();

-- As before, but released speeds stay as they are, like released removals.
CREATE OR REPLACE FUNCTION lamina_correct_quantized_forms() RETURNS void LANGUAGE sql AS $$
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
    UPDATE "Efficiency" e SET "parameterCount" = e."parameterCount" - wrong."excess"
    FROM counted_twice wrong WHERE e."revisionId" = wrong."id" AND e."createdAt" > coalesce(lamina_newest_cut(), '-infinity')
  )
  UPDATE "ModelRevision" r SET "parameterCount" = r."parameterCount" - wrong."excess" FROM counted_twice wrong WHERE r."id" = wrong."id";
$$;
