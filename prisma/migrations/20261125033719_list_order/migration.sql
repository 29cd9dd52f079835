-- CreateIndex
CREATE INDEX "Job_updatedAt_id_idx" ON "Job"("updatedAt", "id");

-- CreateIndex
CREATE INDEX "LayerScore_metric_mean_id_idx" ON "LayerScore"("metric", "mean", "id");
