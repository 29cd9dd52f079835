-- AlterTable. Nothing has written releases so far; rows that somebody put in by hand count as published when they were made.
ALTER TABLE "Release" ADD COLUMN     "apiVersion" TEXT NOT NULL DEFAULT 'unknown',
ADD COLUMN     "authors" TEXT[],
ADD COLUMN     "publishedAt" TIMESTAMPTZ(3),
ADD COLUMN     "publishedBy" TEXT NOT NULL DEFAULT 'unknown',
ADD COLUMN     "title" TEXT NOT NULL DEFAULT 'untitled',
ADD COLUMN     "url" TEXT,
ALTER COLUMN "files" DROP NOT NULL,
ALTER COLUMN "sha256" DROP NOT NULL;
UPDATE "Release" SET "publishedAt" = "createdAt";
ALTER TABLE "Release" ALTER COLUMN "apiVersion" DROP DEFAULT,
ALTER COLUMN "publishedBy" DROP DEFAULT,
ALTER COLUMN "title" DROP DEFAULT;

-- CreateIndex
CREATE INDEX "Release_createdAt_id_idx" ON "Release"("createdAt", "id");

-- A release never changes. Its createdAt is the cut: measured rows (score runs with their scores, prunings, evaluations with their samples)
-- that are as old as the newest cut belong to a release. They can neither change nor go, and no row can come to be that old.

CREATE FUNCTION lamina_newest_cut() RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT max("createdAt") FROM "Release");
END $$;

CREATE FUNCTION lamina_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'LM001', MESSAGE = what || ': a data release holds it, and a release never changes';
END $$;

-- A published release can neither change nor go; one whose files are being written can.
CREATE FUNCTION lamina_keep_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."publishedAt" IS NOT NULL THEN PERFORM lamina_refuse('release ' || OLD."version"); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_is_kept BEFORE UPDATE OR DELETE ON "Release" FOR EACH ROW EXECUTE FUNCTION lamina_keep_release();

-- A row that claims to be as old as a cut is made younger. A publisher locks out writers while it takes its cut.
CREATE FUNCTION lamina_store_after_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."createdAt" <= lamina_newest_cut() THEN
    NEW."createdAt" := date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER score_run_is_new BEFORE INSERT ON "ScoreRun" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER pruning_is_new BEFORE INSERT ON "Pruning" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER evaluation_is_new BEFORE INSERT ON "Evaluation" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();

-- Released rows stay as they are. Writing the same values again is no change.
CREATE FUNCTION lamina_keep_updated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF cut IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT 1 FROM old_rows AS o LEFT JOIN new_rows AS n ON n."id" = o."id"
    WHERE (o."createdAt" <= cut AND n IS DISTINCT FROM o) OR (o."createdAt" > cut AND n."createdAt" <= cut)
  ) THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION lamina_keep_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF EXISTS (SELECT 1 FROM old_rows WHERE "createdAt" <= cut) THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER score_run_is_kept AFTER UPDATE ON "ScoreRun" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER score_run_stays AFTER DELETE ON "ScoreRun" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER pruning_is_kept AFTER UPDATE ON "Pruning" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER pruning_stays AFTER DELETE ON "Pruning" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER evaluation_is_kept AFTER UPDATE ON "Evaluation" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER evaluation_stays AFTER DELETE ON "Evaluation" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();

-- Rows that are part of a released score run or evaluation: none is added, changed or taken away.
CREATE FUNCTION lamina_keep_run_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF cut IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT 1 FROM changed_rows AS c JOIN "ScoreRun" AS parent ON parent."id" = c."scoreRunId" WHERE parent."createdAt" <= cut)
  THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION lamina_keep_evaluation_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cut timestamptz := lamina_newest_cut();
BEGIN
  IF cut IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT 1 FROM changed_rows AS c JOIN "Evaluation" AS parent ON parent."id" = c."evaluationId" WHERE parent."createdAt" <= cut)
  THEN PERFORM lamina_refuse('a row of ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER layer_score_is_not_added AFTER INSERT ON "LayerScore" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER layer_score_is_kept AFTER UPDATE ON "LayerScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER layer_score_stays AFTER DELETE ON "LayerScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER span_score_is_not_added AFTER INSERT ON "SpanScore" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER span_score_is_kept AFTER UPDATE ON "SpanScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER span_score_stays AFTER DELETE ON "SpanScore" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_run_part();
CREATE TRIGGER sample_is_not_added AFTER INSERT ON "Sample" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_evaluation_part();
CREATE TRIGGER sample_is_kept AFTER UPDATE ON "Sample" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_evaluation_part();
CREATE TRIGGER sample_stays AFTER DELETE ON "Sample" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_evaluation_part();

-- TRUNCATE passes by the triggers above.
CREATE FUNCTION lamina_keep_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF lamina_newest_cut() IS NOT NULL THEN PERFORM lamina_refuse('table ' || TG_TABLE_NAME); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER release_table_stays BEFORE TRUNCATE ON "Release" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER score_run_table_stays BEFORE TRUNCATE ON "ScoreRun" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER layer_score_table_stays BEFORE TRUNCATE ON "LayerScore" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER span_score_table_stays BEFORE TRUNCATE ON "SpanScore" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER pruning_table_stays BEFORE TRUNCATE ON "Pruning" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER evaluation_table_stays BEFORE TRUNCATE ON "Evaluation" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
CREATE TRIGGER sample_table_stays BEFORE TRUNCATE ON "Sample" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
