-- Search reads any part of three texts, which only trigrams find by index. The extension comes with PostgreSQL, but a database may lack it,
-- forbid it or keep it where it is not found: search then reads every model, as it did before.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "Model_slug_name_description_idx" ON "Model" USING GIN ("slug" gin_trgm_ops, "name" gin_trgm_ops, "description" gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object THEN
  RAISE NOTICE 'No trigram index: %', SQLERRM;
END
$$;

-- CreateIndex
CREATE INDEX "Sample_evaluationId_documentId_idx" ON "Sample"("evaluationId", "documentId");
