import type { SyntheticSize } from './synthetic-size.ts';

/** A model's p-th pruning removes p / PRUNING_STEPS of its layers. */
const PRUNING_STEPS = 10;
const METRICS = "ARRAY['block-influence@1', 'block-influence-final-norm@1', 'relative-magnitude@1', 'loss-increase@1']";

/**
 * Statements that fill an empty database inside PostgreSQL, so that no data is sent over the connection. Every value follows from the row's numbers,
 * so two runs write the same data except ids and times. All names start with "synthetic".
 */
export function syntheticStatements(size: SyntheticSize): readonly string[] {
  return [...modelStatements(size), ...scoreStatements(size), ...evaluationStatements(size), ...jobStatements()];
}

function modelStatements({ models, layers }: SyntheticSize): readonly string[] {
  return [
    `CREATE TEMP TABLE synthetic_model AS
      SELECT number, uuidv7() AS id, uuidv7() AS revision, ${layers ?? '12 + (number * 7) % 69'} AS layers FROM generate_series(1, ${models}) AS number`,
    `CREATE TEMP TABLE synthetic_family AS SELECT number, uuidv7() AS id FROM generate_series(0, 19) AS number`,
    `INSERT INTO "ModelFamily" ("id", "slug", "name") SELECT id, 'synthetic-family-' || number, 'Synthetic family ' || number FROM synthetic_family`,
    // Real models of one depth differ in their numbers of parameters; equal ones would all be sorted by name.
    `INSERT INTO "ModelRevision" ("id", "modelId", "digest", "graphSha256", "weightsSha256", "location", "normPlacement", "precision", "exporter", "opset",
        "blockCount", "hiddenSize", "parameterCount", "boundaries", "warnings")
      SELECT revision, id, ${digest("'revision ' || number")}, ${digest("'graph ' || number")}, ${digest("'weights ' || number")}, '/synthetic/' || number,
        'pre', 'float32', 'synthetic', 17, layers, 1024, layers * 12000000::int8 + number * 1000, '{}', '{}' FROM synthetic_model`,
    `INSERT INTO "Model" ("id", "slug", "name", "source", "familyId", "currentRevisionId", "updatedAt")
      SELECT m.id, 'synthetic-' || lpad(m.number::text, 6, '0'), 'Synthetic model ' || lpad(m.number::text, 6, '0'), 'folder', f.id, m.revision, now()
      FROM synthetic_model m JOIN synthetic_family f ON f.number = m.number % 20`,
    `INSERT INTO "Layer" ("id", "revisionId", "index", "relativeDepth", "kind", "parameterCount", "cachePorts")
      SELECT uuidv7(), revision, index, index::float8 / (layers - 1), 'attention+mlp', 12000000, '{}'
      FROM synthetic_model, generate_series(0, layers - 1) AS index`,
  ];
}

function scoreStatements({ configurations, metrics }: SyntheticSize): readonly string[] {
  return [
    `CREATE TEMP TABLE synthetic_config AS
      SELECT number, uuidv7() AS id, uuidv7() AS calibration_set, 'synthetic text ' || number || ' · window 256' AS protocol FROM generate_series(1, ${configurations}) AS number`,
    `INSERT INTO "CalibrationSet" ("id", "slug", "name", "textSha256", "documentCount", "characterCount")
      SELECT calibration_set, 'synthetic-text-' || number, 'Synthetic text ' || number, ${digest("'text ' || number")}, 8, 100000 FROM synthetic_config`,
    `INSERT INTO "CalibrationConfig" ("id", "calibrationSetId", "digest", "window", "stride", "bos", "windowCount", "tokenCount", "documentCount", "idsSha256")
      SELECT id, calibration_set, ${digest("'config ' || number")}, 256, 256, 'auto', 64, 16384, 8, ${digest("'ids ' || number")} FROM synthetic_config`,
    `CREATE TEMP TABLE synthetic_run AS SELECT uuidv7() AS id, m.number, m.revision, m.layers, c.number AS config, c.id AS config_id, c.protocol
      FROM synthetic_model m CROSS JOIN synthetic_config c`,
    `INSERT INTO "ScoreRun" ("id", "revisionId", "calibrationConfigId", "protocol", "comparability", "comparabilityDigest", "resamplingUnit", "bootstrapSeed",
        "bootstrapDraws", "provider", "runtimeVersion", "threads", "precision", "windowCount", "tokenCount", "documentCount", "tokensPerSecond", "nllSum",
        "nllPerWindow", "hiddenNorm", "cosineMatrix", "angularLastToken")
      SELECT id, revision, config_id, protocol, '{"synthetic": true}', ${digest('number || protocol')}, 'document', 0, 1000, 'cpu', 'synthetic', 1, 'float32', 64, 16384, 8,
        1000, 64, '{}', '[]', '[]', '[]' FROM synthetic_run`,
    // The ranks of a run are a rotation of its indices, and the means follow the ranks, so that they are consistent like measured values.
    `INSERT INTO "LayerScore" ("id", "scoreRunId", "layerId", "layerIndex", "metric", "sum", "count", "undefinedCount", "mean", "variance", "standardError",
        "confidenceLow", "confidenceHigh", "rank", "rankLow", "rankHigh", "lowestProbability")
      SELECT uuidv7(), run.id, layer."id", layer."index", metric, mean * 16384, 16384, 0, mean, 0.0008, 0.01, mean - 0.02, mean + 0.02, rank,
        greatest(rank - 1, 0), least(rank + 1, run.layers - 1), array_fill(0.5::float8, ARRAY[run.layers])
      FROM synthetic_run run JOIN "Layer" layer ON layer."revisionId" = run.revision
      CROSS JOIN unnest((${METRICS})[1:${metrics}]) WITH ORDINALITY AS metrics(metric, place)
      CROSS JOIN LATERAL (SELECT (layer."index" + run.number + run.config)::int4 % run.layers AS rank) AS ranks
      CROSS JOIN LATERAL (SELECT (rank + 0.5) / run.layers * place AS mean) AS means`,
  ];
}

function evaluationStatements({ prunings, benchmarks, samples }: SyntheticSize): readonly string[] {
  const facts = `"comparability", "comparabilityDigest", "provider", "runtimeVersion", "threads", "precision"`;
  const values = `'{"synthetic": true}', ${digest("'protocol'")}, 'cpu', 'synthetic', 1, 'float32'`;
  const protocol = "'synthetic evaluations'";
  return [
    `CREATE TEMP TABLE synthetic_benchmark AS SELECT number, uuidv7() AS id FROM generate_series(1, ${benchmarks}) AS number`,
    `INSERT INTO "Benchmark" ("id", "name", "version", "kind", "category", "description", "chance", "documentCount", "digest")
      SELECT id, 'synthetic-task-' || number, '1', 'multiple-choice', 'synthetic', 'A synthetic task', 0.25, 100, ${digest("'task ' || number")} FROM synthetic_benchmark`,
    `CREATE TEMP TABLE synthetic_pruning AS
      SELECT uuidv7() AS id, m.number, m.revision, m.layers, place, greatest(1, m.layers * place / ${PRUNING_STEPS}) AS removed
      FROM synthetic_model m CROSS JOIN generate_series(1, ${prunings}) AS place`,
    `INSERT INTO "Pruning" ("id", "revisionId", "digest", "strategy", "change", "changeKey", "order", "removedCount", "removedBlockRatio", "removedParameterRatio",
        "parametersBefore", "parametersAfter", "plan")
      SELECT id, revision, ${digest("'pruning ' || number || ' ' || place")}, 'block-influence', jsonb_build_object('remove', units, 'repair', NULL, 'precision', NULL), array_to_string(indices, '-'), units, removed, removed::float8 / layers,
        removed::float8 / layers * 0.9, layers * 12000000::int8, (layers - removed) * 12000000::int8, json_build_object('format', 'lamina-prune-plan@1', 'strategy', 'block-influence', 'blocksBefore', layers,
          'parent', json_build_object('name', 'synthetic', 'graphSha256', ${digest("'graph ' || number")}, 'reference', NULL, 'dtype', NULL),
          'removed', to_json(indices), 'kept', to_json(kept), 'config', NULL, 'notes', '[]'::json)
      FROM synthetic_pruning CROSS JOIN LATERAL (
        SELECT array_agg(index) FILTER (WHERE index BETWEEN 1 AND removed) AS indices, array_agg(index) FILTER (WHERE index NOT BETWEEN 1 AND removed) AS kept,
          jsonb_agg(jsonb_build_object('kind', 'block', 'block', index) ORDER BY index) FILTER (WHERE index BETWEEN 1 AND removed) AS units
        FROM generate_series(0, layers - 1) AS index
      ) AS chosen`,
    `CREATE TEMP TABLE synthetic_dense AS
      SELECT uuidv7() AS id, m.number, m.revision, b.id AS benchmark, b.number AS task FROM synthetic_model m CROSS JOIN synthetic_benchmark b`,
    `INSERT INTO "Evaluation" ("id", "revisionId", "benchmarkId", "digest", "metric", "value", "standardError", "sum", "sampleCount", "protocol", ${facts})
      SELECT id, revision, benchmark, ${digest("'dense ' || number || ' ' || task")}, 'acc', 0.8, 0.02, 80, 100, ${protocol}, ${values} FROM synthetic_dense`,
    `INSERT INTO "Evaluation" ("id", "revisionId", "pruningId", "benchmarkId", "denseId", "digest", "metric", "value", "standardError", "sum", "sampleCount",
        "retention", "retentionStandardError", "protocol", ${facts})
      SELECT uuidv7(), d.revision, p.id, d.benchmark, d.id, ${digest("'pruned ' || d.number || ' ' || d.task || ' ' || p.place")}, 'acc', 0.8 * kept, 0.02, 80 * kept, 100,
        kept, 0.02, ${protocol}, ${values}
      FROM synthetic_dense d JOIN synthetic_pruning p ON p.number = d.number
      CROSS JOIN LATERAL (SELECT 1 - p.place * (0.02 + (d.number * 31 + d.task * 7) % 100 / 1000.0) AS kept) AS kept`,
    `INSERT INTO "Sample" ("id", "evaluationId", "documentId", "position", "logLikelihoods", "gold", "value", "metrics")
      SELECT uuidv7(), e."id", position::text, position, ARRAY[-1, -2, -3, -4]::float8[], 0, 1, '{"acc": 1, "acc_norm": 1}'
      FROM "Evaluation" e CROSS JOIN generate_series(0, ${samples} - 1) AS position`,
  ];
}

/** A finished study per model, with one job of each kind. */
function jobStatements(): readonly string[] {
  return [
    `CREATE TEMP TABLE synthetic_study AS SELECT number, id AS model, uuidv7() AS id FROM synthetic_model`,
    `INSERT INTO "Study" ("id", "modelId", "status", "request", "finishedAt") SELECT id, model, 'SUCCEEDED', '{"synthetic": true}', now() FROM synthetic_study`,
    `CREATE TEMP TABLE synthetic_job AS SELECT uuidv7() AS id, s.id AS study, kind
      FROM synthetic_study s CROSS JOIN unnest(ARRAY['score-model', 'prune-model', 'evaluate-model']) AS kind`,
    `INSERT INTO "Job" ("id", "studyId", "kind", "payload", "status", "attempt", "dependsOn", "progressDone", "progressTotal", "updatedAt", "startedAt", "finishedAt")
      SELECT id, study, kind, '{"synthetic": true}', 'SUCCEEDED', 1, '{}', 10, 10, now(), now(), now() FROM synthetic_job`,
    `INSERT INTO "JobEvent" ("id", "jobId", "attempt", "type") SELECT uuidv7(), id, 1, 'succeeded' FROM synthetic_job`,
  ];
}

function digest(text: string): string {
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;
}
