/** A table that a recording carries. */
export interface RecordedTable {
  readonly name: string;
  /** Columns that identify a row in every database. A row that exists there is used instead of the recorded one. Empty: the recorded row is always new. */
  readonly key: readonly string[];
  /** Columns that hold only where the row was measured: they refer to jobs and files of that machine. */
  readonly local: readonly string[];
  /** True if its rows name the recording that brought them. */
  readonly isMeasured: boolean;
  /** SQL of a jsonb object: values of row `t` that hold wherever a recording is imported, instead of those of the machine that measured. */
  readonly elsewhere?: string;
  /** A query of one column, `line`, that packs its rows into fewer lines; by default each row is a line. */
  readonly packed?: string;
}

/**
 * Every metric of a benchmark keeps each document's answer, with another value, and so does every pruning of the same units. Packed, an answer is one line,
 * with all its evaluations and the value of each: less than half of the lines, and far fewer identifiers, which do not compress.
 */
const PACKED_ANSWERS = `
  SELECT jsonb_build_object('evaluationIds', jsonb_agg(s."evaluationId" ORDER BY s."evaluationId"), 'values', jsonb_agg(s."value" ORDER BY s."evaluationId"),
    'documentId', s."documentId", 'position', s."position", 'logLikelihoods', s."logLikelihoods", 'gold', s."gold", 'metrics', s."metrics")::text AS line
  FROM "Sample" s JOIN "Evaluation" e ON e."id" = s."evaluationId"
  GROUP BY e."revisionId", e."benchmarkId", e."protocol", s."position", s."documentId", s."logLikelihoods", s."gold", s."metrics"
  ORDER BY min(s."evaluationId"::text), s."position"`;

const facts = (name: string, key: readonly string[], local: readonly string[] = []): RecordedTable => ({
  name,
  key,
  local,
  isMeasured: false,
});
const part = (name: string): RecordedTable => facts(name, []);
const measured = (name: string, local: readonly string[]): RecordedTable => ({ name, key: [], local, isMeasured: true });

/** The answers of models to single documents: most of a recording's rows. */
export const RECORDED_ANSWERS = { ...part('Sample'), packed: PACKED_ANSWERS };

/** The tables of a recording: a table follows those that its rows refer to. */
export const RECORDED_TABLES: readonly RecordedTable[] = [
  facts('ModelFamily', ['slug']),
  // A recording holds numbers, not the models' files. Those of bundled models come with Lamina.
  {
    ...facts('Model', ['slug'], ['currentRevisionId']),
    elsewhere: `jsonb_build_object('source', CASE t."source" WHEN 'bundled' THEN 'bundled' ELSE 'declared' END)`,
  },
  {
    ...facts('ModelRevision', ['modelId', 'digest']),
    elsewhere: `jsonb_build_object('location', CASE (SELECT m."source" FROM "Model" m WHERE m."id" = t."modelId") WHEN 'bundled' THEN t."location" ELSE '' END)`,
  },
  facts('Layer', ['revisionId', 'index']),
  facts('CalibrationSet', ['slug']),
  facts('CalibrationConfig', ['digest']),
  facts('Benchmark', ['name', 'version', 'digest']),
  measured('ScoreRun', ['studyId', 'jobId', 'attempt']),
  part('LayerScore'),
  part('ScoreUnit'),
  part('SpanScore'),
  measured('Pruning', ['studyId', 'jobId', 'attempt', 'artefactPath', 'artefactFiles']),
  measured('Evaluation', ['jobId', 'attempt']),
  part('QuantizedRetention'),
  measured('TextEvaluation', ['jobId', 'attempt']),
  measured('Rounding', ['jobId', 'attempt']),
  RECORDED_ANSWERS,
  measured('Efficiency', ['jobId', 'attempt']),
];
