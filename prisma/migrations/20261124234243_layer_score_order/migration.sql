-- DropIndex
DROP INDEX "LayerScore_layerId_metric_idx";

-- CreateIndex
CREATE INDEX "LayerScore_layerId_metric_id_idx" ON "LayerScore"("layerId", "metric", "id");
