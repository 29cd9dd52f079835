-- What a model's own logits said about the rewriting of its graph.
ALTER TABLE "ScoreRun" ADD COLUMN     "selfCheck" JSONB;
