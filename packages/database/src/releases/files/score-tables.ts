import { MEASURES } from '@lamina/metrics';
import { type Sql, sql } from '../../rows/sql.ts';
import { column, globalIdColumn, type ReleaseTable, sqlTable } from './release-column.ts';
import { MODEL_COLUMN, REVISION_COLUMNS, runtimeColumns, VERSION_OR_PROGRAM } from './shared-columns.ts';

const { text, integer, float, boolean, timestamp } = column;

const RUN_ID = text('score_run_id', globalIdColumn('ScoreRun', sql`sr."id"`), 'The score run: its id in the API.');
const RUN_JOINS = sql`"ScoreRun" sr JOIN "ModelRevision" r ON r."id" = sr."revisionId" JOIN "Model" m ON m."id" = r."modelId"
  JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" JOIN "CalibrationSet" cs ON cs."id" = c."calibrationSetId"`;
const IS_CANONICAL = sql`(canonical."place" IS NOT NULL)`;

/** Finds whether the run represents its model for the metric, as Model.canonicalScoreRun of the API did at the cut-off time. */
function joinCanonical(metric: Sql, cut: Date): Sql {
  return sql`LEFT JOIN lamina_canonical_score_runs(${cut}) canonical ON canonical."scoreRunId" = sr."id" AND canonical."metric" = ${metric}
    AND canonical."place" = 1 AND m."currentRevisionId" = r."id"`;
}

/** Score runs and what they measured. */
export const SCORE_TABLES: readonly ReleaseTable[] = [
  sqlTable({
    name: 'score_runs',
    description: 'One row per measurement of every layer of a revision on one calibration configuration.',
    columns: [
      RUN_ID,
      ...REVISION_COLUMNS,
      text('lane', sql`sr."protocol"`, 'Protocol: only runs with the same one may be ranked together.'),
      boolean('is_canonical', IS_CANONICAL, 'Whether its block influence represents the model: one run of each model.'),
      boolean('self_reported', sql`(sr."importId" IS NOT NULL)`, 'Whether it was imported; false = measured by a scorer.'),
      text('calibration', sql`cs."slug"`, 'Short name of the calibration set.'),
      text('calibration_sha256', sql`cs."textSha256"`, 'SHA-256 of its text.'),
      integer('window', sql`c."window"`, 'Tokens per window.'),
      integer('stride', sql`c."stride"`, 'Stride: tokens from the start of one window to the start of the next.'),
      text('bos', sql`c."bos"`, "When a window starts with a beginning-of-sequence token: 'auto', 'always' or 'never'."),
      text('ids_sha256', sql`c."idsSha256"`, 'SHA-256 of the token ids.'),
      integer('window_count', sql`sr."windowCount"`, 'Windows scored.'),
      integer('token_count', sql`sr."tokenCount"`, 'Number of scored tokens.'),
      integer('document_count', sql`sr."documentCount"`, 'Documents scored.'),
      float('nll_sum', sql`sr."nllSum"`, 'Negative log-likelihood of all predicted tokens, nats.'),
      text('resampling_unit', sql`sr."resamplingUnit"`, "Resampling unit of the bootstrap: 'document' or 'window'."),
      integer('bootstrap_seed', sql`sr."bootstrapSeed"`, "Seed of the bootstrap's random generator."),
      integer('bootstrap_draws', sql`sr."bootstrapDraws"`, 'Number of bootstrap draws.'),
      ...runtimeColumns('sr', VERSION_OR_PROGRAM),
      text(
        'comparability_digest',
        sql`sr."comparabilityDigest"`,
        'Equal digests are comparable; the table protocols has the facts behind each.',
      ),
      timestamp('stored_at', sql`sr."createdAt"`, 'When it was stored.'),
    ],
    rows: (cut) =>
      sql`FROM ${RUN_JOINS} ${joinCanonical(sql`${MEASURES.blockInfluence.id}`, cut)} WHERE sr."createdAt" <= ${cut} ORDER BY sr."id"`,
  }),
  sqlTable({
    name: 'layer_scores',
    description: 'One row per layer and metric of a score run.',
    columns: [
      RUN_ID,
      ...REVISION_COLUMNS,
      text('lane', sql`sr."protocol"`, 'Protocol: only scores with the same one may be ranked together.'),
      boolean('is_canonical', IS_CANONICAL, 'Whether its run represents the model for this metric: one run of each model.'),
      text('calibration', sql`cs."slug"`, 'Short name of the calibration set.'),
      text('metric', sql`s."metric"`, 'Definition and version, for example block-influence@1.'),
      integer('layer', sql`s."layerIndex"`, '0-based index of the layer.'),
      float('relative_depth', sql`l."relativeDepth"`, '0 = first layer, 1 = last.'),
      float('mean', sql`s."mean"`, 'The score; empty if it is undefined.'),
      float('standard_error', sql`s."standardError"`, 'Standard error of the mean.'),
      float('confidence_low', sql`s."confidenceLow"`, 'Lower end of its 95 % interval.'),
      float('confidence_high', sql`s."confidenceHigh"`, 'Upper end of its 95 % interval.'),
      integer('rank', sql`s."rank" + 1`, 'Rank within the run, starting at 1 = lowest = most redundant.'),
      integer('rank_low', sql`s."rankLow" + 1`, 'Lowest rank that the bootstrap does not exclude at 95 %.'),
      integer('rank_high', sql`s."rankHigh" + 1`, 'Highest rank that the bootstrap does not exclude at 95 %.'),
      float('sum', sql`s."sum"`, 'Sum over the counted tokens.'),
      integer('count', sql`s."count"`, 'Number of counted tokens.'),
      integer('undefined_count', sql`s."undefinedCount"`, 'Tokens where the metric is undefined.'),
    ],
    rows: (cut) => sql`FROM ${RUN_JOINS} JOIN "LayerScore" s ON s."scoreRunId" = sr."id" JOIN "Layer" l ON l."id" = s."layerId"
      ${joinCanonical(sql`s."metric"`, cut)} WHERE sr."createdAt" <= ${cut} ORDER BY sr."id", s."metric", s."layerIndex"`,
  }),
  sqlTable({
    name: 'span_scores',
    description: 'One row per run of consecutive layers and metric of a score run: what removing them together would skip.',
    columns: [
      RUN_ID,
      MODEL_COLUMN,
      text('metric', sql`s."metric"`, 'Definition and version.'),
      integer('start', sql`s."start"`, '0-based index of the first layer.'),
      integer('length', sql`s."length"`, 'Number of layers.'),
      float('value', sql`s."value"`, 'The value; empty if it is undefined.'),
      integer('count', sql`s."count"`, 'Windows or tokens counted.'),
    ],
    rows: (cut) => sql`FROM ${RUN_JOINS} JOIN "SpanScore" s ON s."scoreRunId" = sr."id"
      WHERE sr."createdAt" <= ${cut} ORDER BY sr."id", s."metric", s."length", s."start"`,
  }),
];
