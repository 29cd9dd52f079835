import type { Database } from '@lamina/database';

export interface BoardSize {
  readonly models: number;
  readonly benchmarks: number;
}

const BLOCKS = 32;
/** The last model has 12 prunings of each of these besides the one of every model. */
const STRATEGIES = ['relative-magnitude', 'reverse', 'sequential', 'angular-span', 'leave-one-out-loss'];

/**
 * Fills an empty database with a leaderboard of synthetic numbers: models of eight families with one score run and one pruning each, evaluated on
 * every benchmark; the last model has 61 prunings. For throw-away databases only.
 */
export async function seedBoard({ pool }: Database, { models, benchmarks }: BoardSize): Promise<void> {
  const now = 'now()';
  for (const statement of [
    `INSERT INTO "ModelFamily" ("id", "slug", "name") SELECT gen_random_uuid(), 'made-' || f, 'Made ' || f FROM generate_series(1, 8) f`,
    `INSERT INTO "Model" ("id", "slug", "name", "source", "familyId", "updatedAt")
      SELECT gen_random_uuid(), 'made-model-' || m, 'made-model-' || m, 'folder', f."id", ${now}
      FROM generate_series(1, ${models}) m JOIN "ModelFamily" f ON f."slug" = 'made-' || (m % 8 + 1)`,
    `INSERT INTO "ModelRevision" ("id", "modelId", "digest", "graphSha256", "weightsSha256", "location", "normPlacement", "precision", "exporter", "opset",
        "blockCount", "hiddenSize", "parameterCount", "boundaries", "warnings")
      SELECT gen_random_uuid(), m."id", m."slug", m."slug", m."slug", m."slug", CASE WHEN random() < 0.8 THEN 'pre' ELSE 'post' END,
        CASE WHEN random() < 0.5 THEN 'float16' ELSE 'int8' END, 'made', 17, ${BLOCKS}, 64, (10 ^ (8 + 2 * random()))::bigint, '{}', '{}' FROM "Model" m`,
    `UPDATE "Model" m SET "currentRevisionId" = r."id" FROM "ModelRevision" r WHERE r."modelId" = m."id"`,
    `INSERT INTO "Layer" ("id", "revisionId", "index", "relativeDepth", "kind", "parameterCount", "cachePorts")
      SELECT gen_random_uuid(), r."id", i, i / ${BLOCKS - 1}.0, 'attention', 10, '{}' FROM "ModelRevision" r, generate_series(0, ${BLOCKS - 1}) i`,
    `INSERT INTO "CalibrationSet" ("id", "slug", "name", "textSha256", "documentCount", "characterCount") VALUES (gen_random_uuid(), 'made', 'made', 'made', 1, 1)`,
    `INSERT INTO "CalibrationConfig" ("id", "calibrationSetId", "digest", "window", "stride", "bos", "windowCount", "tokenCount", "documentCount", "idsSha256")
      SELECT gen_random_uuid(), "id", 'made', 256, 256, 'auto', 1, 256, 1, 'made' FROM "CalibrationSet"`,
    `INSERT INTO "ScoreRun" ("id", "revisionId", "calibrationConfigId", "lane", "comparability", "comparabilityDigest", "resamplingUnit", "bootstrapSeed", "bootstrapDraws",
        "provider", "runtimeVersion", "threads", "precision", "windowCount", "tokenCount", "documentCount", "tokensPerSecond", "nllSum", "nllPerWindow", "hiddenNorm",
        "cosineMatrix", "angularLastToken")
      SELECT gen_random_uuid(), r."id", c."id", 'made', '{}', 'made', 'document', 0, 0, 'cpu', '1', 1, 'float32', 1, 256, 1, 1, 1, '{}', '[]', '[]', '[]'
      FROM "ModelRevision" r, "CalibrationConfig" c`,
    `INSERT INTO "LayerScore" ("id", "scoreRunId", "layerId", "layerIndex", "metric", "sum", "count", "undefinedCount", "mean", "lowestProbability")
      SELECT gen_random_uuid(), s."id", l."id", l."index", 'block-influence@1', 1, 256, 0, 0.02 + 0.3 * random() ^ 3, '{}'
      FROM "ScoreRun" s JOIN "Layer" l ON l."revisionId" = s."revisionId"`,
    `INSERT INTO "Pruning" ("id", "revisionId", "digest", "strategy", "removed", "order", "removedCount", "removedBlockRatio", "removedParameterRatio", "parametersBefore",
        "parametersAfter", "plan")
      SELECT gen_random_uuid(), r."id", r."digest", 'block-influence', '{20,21,22,23,24,25,26,27}', '{20,21,22,23,24,25,26,27}', 8, 0.25, 0.24, r."parameterCount",
        r."parameterCount" * 76 / 100, '{}' FROM "ModelRevision" r`,
    `INSERT INTO "Pruning" ("id", "revisionId", "digest", "strategy", "removed", "order", "removedCount", "removedBlockRatio", "removedParameterRatio", "parametersBefore",
        "parametersAfter", "plan")
      SELECT gen_random_uuid(), r."id", r."digest" || strategy || n, strategy, blocks, blocks, n, n / ${BLOCKS}.0, 0.03 * n, r."parameterCount",
        (r."parameterCount" * (1 - 0.03 * n))::bigint, '{}'
      FROM "ModelRevision" r, unnest(ARRAY['${STRATEGIES.join("','")}']) strategy, generate_series(1, 12) n, LATERAL (SELECT array_agg(b) AS blocks FROM generate_series(20, 19 + n) b) chosen
      WHERE r."digest" = 'made-model-${models}'`,
    `INSERT INTO "Benchmark" ("id", "name", "version", "kind", "category", "description", "chance", "documentCount", "digest")
      SELECT gen_random_uuid(), 'made-task-' || b, '1', 'multiple-choice', 'made', 'made', 0.25, 100, 'made-' || b FROM generate_series(1, ${benchmarks}) b`,
    `INSERT INTO "Evaluation" ("id", "revisionId", "benchmarkId", "digest", "metric", "value", "standardError", "sum", "sampleCount", "lane", "comparability",
        "comparabilityDigest", "provider", "runtimeVersion", "threads", "precision")
      SELECT gen_random_uuid(), r."id", b."id", r."digest" || b."name", 'acc', 0.7, 0.02, 70, 100, 'made', '{}', 'made', 'cpu', '1', 1, 'float32'
      FROM "ModelRevision" r, "Benchmark" b`,
    `INSERT INTO "Evaluation" ("id", "revisionId", "pruningId", "benchmarkId", "denseId", "digest", "metric", "value", "standardError", "sum", "sampleCount", "retention",
        "retentionStandardError", "lane", "comparability", "comparabilityDigest", "provider", "runtimeVersion", "threads", "precision")
      SELECT gen_random_uuid(), d."revisionId", p."id", d."benchmarkId", d."id", d."digest" || ' ' || p."digest", 'acc', 0.7 * kept, 0.02, 70 * kept, 100, kept, 0.02, 'made', '{}',
        'made', 'cpu', '1', 1, 'float32'
      FROM (SELECT e.*, 0.5 + 0.5 * random() AS kept FROM "Evaluation" e) d JOIN "Pruning" p ON p."revisionId" = d."revisionId"`,
    'ANALYZE',
  ]) {
    await pool.query(statement);
  }
}
