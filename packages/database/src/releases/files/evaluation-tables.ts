import { KEPT_VOCABULARY, TEXT_OF_SCORES, WEIGHT_TYPE } from '../../prunings/pruning-columns.ts';
import { sql } from '../../rows/sql.ts';
import { column, globalIdColumn, optionalIdColumn, type ReleaseTable, sqlTable } from './release-column.ts';
import { REPAIR_COLUMN, REVISION_COLUMNS, runtimeColumns, textColumns, VERSION_OR_PROGRAM } from './shared-columns.ts';

const { text, integer, float, boolean, timestamp, json } = column;

/** Prunings and benchmarks. */
export const PRUNING_TABLES: readonly ReleaseTable[] = [
  sqlTable({
    name: 'prunings',
    description: 'One row per choice of layers, token mixers or MLPs to remove, and per repair.',
    columns: [
      text('pruning_id', globalIdColumn('Pruning', sql`p."id"`), 'The pruning: its id in the API.'),
      ...REVISION_COLUMNS,
      text(
        'score_run_id',
        optionalIdColumn('ScoreRun', sql`p."scoreRunId"`),
        'The score run that chose the units; empty if no scores were used.',
      ),
      text('strategy', sql`p."strategy"`, 'Strategy that chose the layers.'),
      text('chosen_on', TEXT_OF_SCORES, 'Calibration text of that score run.'),
      integer('seed', sql`p."seed"`, 'Seed of a random strategy.'),
      json(
        'remove',
        sql`p."change" -> 'remove'`,
        "Removed units as { kind, block }: 'block', 'attention' (the token mixer) or 'mlp', 0-based in the dense model's numbering.",
      ),
      json('removal_order', sql`p."order"`, 'The same units in the order of removal.'),
      boolean('is_imported', sql`p."isImported"`, 'Whether it was handed in: its model may have been trained after the removal.'),
      json('units', sql`p."units"`, "Kinds of units that the strategy could choose: 'block', 'attention', 'mlp'."),
      REPAIR_COLUMN,
      json('repair', sql`nullif(p."change" -> 'repair', 'null')`, 'How it was solved: calibration text, ridge, token rule and errors.'),
      text('keep_vocabulary', KEPT_VOCABULARY, "Tokens that stay, as 'latin' or 'ascii,wikipedia,65536'; empty if all tokens stay."),
      text('weight_type', WEIGHT_TYPE, "GGUF type of the written weights, as 'Q8_0', or types by unit; empty if they keep theirs."),
      integer('bytes_before', sql`p."bytesBefore"`, "Bytes of the dense model's file; empty if no write was planned."),
      integer('bytes_after', sql`p."bytesAfter"`, 'Bytes of the pruned file in the same format.'),
      integer('cache_bytes_per_token', sql`p."cacheBytesPerToken"`, 'Bytes by which the KV cache of one text grows with each token.'),
      integer('removed_count', sql`p."removedCount"`, 'Number of removed units.'),
      float('removed_block_ratio', sql`p."removedBlockRatio"`, 'Whole removed layers ÷ layers of the dense model.'),
      float('removed_parameter_ratio', sql`p."removedParameterRatio"`, 'Removed parameters ÷ all parameters of the dense model.'),
      integer('parameters_before', sql`p."parametersBefore"`, 'Parameters of the dense model.'),
      integer('parameters_after', sql`p."parametersAfter"`, 'Parameters of the pruned model.'),
      text('artefact_sha256', sql`p."artefactSha256"`, 'SHA-256 of the pruned graph; empty if none was written.'),
      timestamp('stored_at', sql`p."createdAt"`, 'When it was stored.'),
    ],
    rows: (cut) => sql`FROM "Pruning" p JOIN "ModelRevision" r ON r."id" = p."revisionId" JOIN "Model" m ON m."id" = r."modelId"
      WHERE p."createdAt" <= ${cut} ORDER BY p."id"`,
  }),
  sqlTable({
    name: 'benchmarks',
    description: 'One row per benchmark in one version.',
    columns: [
      text('benchmark', sql`b."name"`, 'Name.'),
      text('version', sql`b."version"`, 'Version of the task.'),
      text('digest', sql`b."digest"`, "SHA-256 of its documents; 'unknown' if imported results do not state it."),
      text('kind', sql`b."kind"`, "'multiple-choice', 'perplexity' or 'generation'."),
      text('category', sql`b."category"`, 'The ability that it tests.'),
      text('description', sql`b."description"`, 'A description, in words.'),
      float('chance', sql`b."chance"`, 'Accuracy of guessing.'),
      integer('document_count', sql`b."documentCount"`, 'Number of documents in it.'),
    ],
    rows: (cut) => sql`FROM "Benchmark" b WHERE b."createdAt" <= ${cut} ORDER BY b."name", b."version", b."id"`,
  }),
];

/** Results of benchmarks. */
export const EVALUATION_TABLE: ReleaseTable = sqlTable({
  name: 'evaluations',
  description: 'One row per metric of a benchmark on a model, dense (pruning_id is empty) or pruned.',
  columns: [
    text('evaluation_id', globalIdColumn('Evaluation', sql`e."id"`), 'The evaluation: its id in the API.'),
    ...REVISION_COLUMNS,
    text('pruning_id', optionalIdColumn('Pruning', sql`e."pruningId"`), 'The pruning; empty for the dense model.'),
    text('strategy', sql`p."strategy"`, 'Strategy of the pruning.'),
    text('chosen_on', TEXT_OF_SCORES, 'Calibration text whose scores chose the layers; empty if no scores were used.'),
    json('units', sql`p."units"`, 'Kinds of units that the strategy could choose.'),
    REPAIR_COLUMN,
    integer('removed_count', sql`coalesce(p."removedCount", 0)`, 'Units removed; 0 for the dense model.'),
    float('removed_block_ratio', sql`coalesce(p."removedBlockRatio", 0)`, 'Removed layers ÷ layers of the dense model.'),
    text('benchmark', sql`b."name"`, 'Name of the benchmark.'),
    text('benchmark_version', sql`b."version"`, 'Its version.'),
    text('benchmark_digest', sql`b."digest"`, 'SHA-256 of its documents.'),
    text('metric', sql`e."metric"`, 'Name of the metric.'),
    integer('shots', sql`e."shots"`, 'Solved examples before each question.'),
    float('value', sql`e."value"`, 'The value.'),
    float('standard_error', sql`e."standardError"`, 'Standard error of the value.'),
    float('sum', sql`e."sum"`, 'Sum of the per-sample values, or of the quantity that the aggregate is computed from.'),
    integer('sample_count', sql`e."sampleCount"`, 'Number of documents answered; 0 if an imported file does not state it.'),
    float(
      'retention',
      sql`e."retention"`,
      'Value ÷ value of the dense model, measured by the same protocol; above 1 is a loss for perplexities.',
    ),
    float('retention_standard_error', sql`e."retentionStandardError"`, 'Its standard error, from paired per-sample differences.'),
    text(
      'dense_evaluation_id',
      optionalIdColumn('Evaluation', sql`e."denseId"`),
      'The dense evaluation that retention is measured against.',
    ),
    text('lane', sql`e."protocol"`, 'Protocol: only evaluations with the same one may be ranked together.'),
    boolean('self_reported', sql`(e."importId" IS NOT NULL)`, 'Whether it was imported; false = measured by a scorer.'),
    ...runtimeColumns('e', VERSION_OR_PROGRAM),
    text(
      'comparability_digest',
      sql`e."comparabilityDigest"`,
      'Equal digests are comparable; the table protocols has the facts behind each.',
    ),
    timestamp('stored_at', sql`e."createdAt"`, 'When it was stored.'),
  ],
  rows: (cut) => sql`FROM "Evaluation" e JOIN "ModelRevision" r ON r."id" = e."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Pruning" p ON p."id" = e."pruningId"
    WHERE e."createdAt" <= ${cut} ORDER BY e."id"`,
});

/** Losses on texts. */
export const TEXT_EVALUATION_TABLE: ReleaseTable = sqlTable({
  name: 'text_evaluations',
  description:
    'One row per text on a model, whole (pruning_id is empty) or changed: its loss by text-loss@1, and the sums of every window.',
  columns: [
    text('text_evaluation_id', globalIdColumn('TextEvaluation', sql`t."id"`), 'The evaluation: its id in the API.'),
    ...REVISION_COLUMNS,
    text('pruning_id', optionalIdColumn('Pruning', sql`t."pruningId"`), 'The pruning; empty for a whole model.'),
    text(
      'original_id',
      optionalIdColumn('TextEvaluation', sql`t."originalId"`),
      'The evaluation of the original of a quantized form on the same windows.',
    ),
    text('protocol', sql`t."protocol"`, "How it was measured: 'text-loss@1'."),
    ...textColumns('t'),
    text('ids_sha256', sql`t."idsSha256"`, 'SHA-256 of the token ids of all windows: equal digests are paired window by window.'),
    json('reading', sql`t."reading"`, 'How much was to be read: context, largest number of windows, and the rule that stops earlier.'),
    integer('context_tokens', sql`t."contextTokens"`, 'Tokens that stand before the last token of a full window.'),
    integer('window_count', sql`t."windowCount"`, 'Windows that were read.'),
    integer('token_count', sql`t."tokenCount"`, 'Scored tokens.'),
    float('mean_nats', sql`t."meanNats"`, 'Mean nats per scored token of this model.'),
    float(
      'log_loss',
      sql`t."logLoss"`,
      'Mean over scored tokens of (nats changed − nats whole); empty for a whole model. The text loss is exp(log_loss) − 1.',
    ),
    float('standard_error', sql`t."standardError"`, 'Its standard error over windows.'),
    float(
      'changed_words',
      sql`t."changedWords"`,
      "Share of positions whose most likely next token differs from the whole model's; empty if it was not compared.",
    ),
    json('whole_nats', sql`t."wholeNats"`, 'Nats of the whole model, one per window.'),
    json('nats', sql`t."nats"`, 'Nats of this model, one per window.'),
    json('tokens', sql`t."tokens"`, 'Scored tokens, one per window.'),
    ...runtimeColumns('t'),
    timestamp('stored_at', sql`t."createdAt"`, 'When it was stored.'),
  ],
  rows: (cut) => sql`FROM "TextEvaluation" t JOIN "ModelRevision" r ON r."id" = t."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    WHERE t."createdAt" <= ${cut} ORDER BY t."id"`,
});

/** Where bits matter. */
export const ROUNDING_TABLE: ReleaseTable = sqlTable({
  name: 'roundings',
  description:
    'One row per attention, MLP, embedding or head whose matrices alone went through a type, and text: how far the next tokens are from those of the whole model.',
  columns: [
    text('rounding_id', globalIdColumn('Rounding', sql`t."id"`), 'The rounding: its id in the API.'),
    ...REVISION_COLUMNS,
    text('metric', sql`t."metric"`, "Definition and version: 'rounding-divergence@1'."),
    text(
      'unit',
      sql`t."unit"`,
      "'attention' (the token mixer), 'mlp', 'embedding' or 'head'; a matrix that is both of the last two is 'embedding'.",
    ),
    integer('layer', sql`t."layerIndex"`, '0-based index of the layer; empty for embedding and head.'),
    text('type', sql`t."type"`, "The wanted type of GGUF files, as 'Q4_0'."),
    json(
      'stored_types',
      sql`t."storedTypes"`,
      'Types of its matrices: another one where the blocks of the wanted type do not divide their rows.',
    ),
    integer('weight_count', sql`t."weightCount"`, 'Its weights.'),
    integer('bytes', sql`t."bytes"`, 'Bytes of its weights in these types.'),
    float('divergence', sql`t."divergence"`, 'KL divergence of its next tokens from those of the whole model, mean nats per position.'),
    float('standard_error', sql`t."standardError"`, 'Its standard error over windows; empty for one window.'),
    ...textColumns('t'),
    text('ids_sha256', sql`t."idsSha256"`, 'SHA-256 of the token ids of all windows: rows with equal digests read the same tokens.'),
    integer('window', sql`t."window"`, 'Tokens per window.'),
    integer('window_limit', sql`t."windowLimit"`, 'Largest number of windows that were asked for.'),
    integer('window_count', sql`t."windowCount"`, 'Windows that were read.'),
    integer('position_count', sql`t."positionCount"`, 'Positions whose next tokens were compared.'),
    json('nats', sql`t."nats"`, 'Divergence summed over the positions of a window, one per window.'),
    json('positions', sql`t."positions"`, 'Positions, one per window.'),
    ...runtimeColumns('t'),
    timestamp('stored_at', sql`t."createdAt"`, 'When it was stored.'),
  ],
  rows: (cut) => sql`FROM "Rounding" t JOIN "ModelRevision" r ON r."id" = t."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    WHERE t."createdAt" <= ${cut} ORDER BY t."id"`,
});

/** Models' answers, document by document. This is by far the largest table; a release includes it on request. */
export const SAMPLE_TABLE: ReleaseTable = sqlTable({
  name: 'samples',
  description: 'One row per document of an evaluation: what paired comparisons are made from.',
  columns: [
    text('evaluation_id', globalIdColumn('Evaluation', sql`e."id"`), 'The evaluation.'),
    integer('position', sql`s."position"`, 'Position in the benchmark, starting at 0.'),
    text('document_id', sql`s."documentId"`, "The document's id in the benchmark."),
    json('log_likelihoods', sql`s."logLikelihoods"`, 'Nats: one per choice, or one for a perplexity document.'),
    integer('gold', sql`s."gold"`, '0-based right choice.'),
    float('value', sql`s."value"`, "This document's value of the evaluation's metric."),
  ],
  rows: (cut) => sql`FROM "Evaluation" e JOIN "Sample" s ON s."evaluationId" = e."id"
    WHERE e."createdAt" <= ${cut} ORDER BY e."id", s."position"`,
});
