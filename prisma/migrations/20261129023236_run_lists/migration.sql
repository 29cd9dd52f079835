-- CreateIndex
CREATE INDEX "Pruning_scoreRunId_idx" ON "Pruning"("scoreRunId");

-- CreateIndex
CREATE INDEX "ScoreRun_createdAt_id_idx" ON "ScoreRun"("createdAt", "id");
