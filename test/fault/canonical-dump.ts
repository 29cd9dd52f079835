import type { Database } from '@lamina/database';

/** Columns that may differ between two runs with equal measurements: keys, times, speeds, and the worker. */
const LEFT_OUT = [
  'id',
  'createdAt',
  'updatedAt',
  'startedAt',
  'finishedAt',
  'revisionId',
  'modelId',
  'familyId',
  'currentRevisionId',
  'calibrationSetId',
  'calibrationConfigId',
  'scoreRunId',
  'studyId',
  'jobId',
  'pruningId',
  'benchmarkId',
  'evaluationId',
  'layerId',
  'denseId',
  // Foreign keys to parent rows.
  'digest',
  'dependsOn',
  'attempt',
  'tokensPerSecond',
];

/** Tables of results, with the columns that identify a row if its own columns do not. */
const TABLES: Readonly<Record<string, string>> = {
  ModelRevision: 'SELECT to_jsonb(t) AS row FROM "ModelRevision" t',
  Layer: 'SELECT to_jsonb(t) AS row FROM "Layer" t',
  CalibrationSet: 'SELECT to_jsonb(t) AS row FROM "CalibrationSet" t',
  CalibrationConfig: 'SELECT to_jsonb(t) AS row FROM "CalibrationConfig" t',
  ScoreRun: 'SELECT to_jsonb(t) AS row FROM "ScoreRun" t',
  LayerScore: 'SELECT to_jsonb(t) AS row FROM "LayerScore" t',
  SpanScore: 'SELECT to_jsonb(t) AS row FROM "SpanScore" t',
  Pruning: `SELECT to_jsonb(t) || jsonb_build_object('hasRun', t."scoreRunId" IS NOT NULL) AS row FROM "Pruning" t`,
  Benchmark: 'SELECT to_jsonb(t) AS row FROM "Benchmark" t',
  Evaluation: `SELECT to_jsonb(t) || jsonb_build_object('benchmark', b.name, 'strategy', p.strategy, 'seed', p.seed, 'change', p."changeKey",
    'hasDense', t."denseId" IS NOT NULL) AS row
    FROM "Evaluation" t JOIN "Benchmark" b ON b.id = t."benchmarkId" LEFT JOIN "Pruning" p ON p.id = t."pruningId"`,
  Sample: `SELECT to_jsonb(t) || jsonb_build_object('benchmark', b.name, 'metric', e.metric, 'strategy', p.strategy, 'seed', p.seed,
    'change', p."changeKey") AS row FROM "Sample" t JOIN "Evaluation" e ON e.id = t."evaluationId" JOIN "Benchmark" b ON b.id = e."benchmarkId"
    LEFT JOIN "Pruning" p ON p.id = e."pruningId"`,
  Study: 'SELECT to_jsonb(t) AS row FROM "Study" t',
  Job: `SELECT jsonb_build_object('kind', t.kind, 'status', t.status, 'errorCode', t."errorCode", 'subject', t.payload->'subject') AS row FROM "Job" t`,
};

/** Names of the compared tables. */
export const COMPARED_TABLES: readonly string[] = Object.keys(TABLES);

/**
 * All results of a database as text, one line per row: two runs with equal measurements have equal bytes. PostgreSQL prints the numbers with full
 * precision.
 */
export async function dumpCanonically({ pool }: Database): Promise<string> {
  const lines: string[] = [];
  for (const [table, select] of Object.entries(TABLES)) {
    const { rows } = await pool.query<{ line: string }>(
      `SELECT line FROM (SELECT (row - $1::text[])::text AS line FROM (${select}) s) l ORDER BY line COLLATE "C"`,
      [LEFT_OUT],
    );
    for (const { line } of rows) lines.push(`${table} ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Characters shown of a line that differs: most rows are shorter. */
const SHOWN_CHARACTERS = 400;

/** The first line in which two dumps differ, from both, cut around the first character that differs; undefined if they are equal. */
export function findDifference(one: string, other: string): { readonly expected: string; readonly found: string } | undefined {
  if (one === other) return undefined;
  const [expected, found] = [one.split('\n'), other.split('\n')];
  const index = Array.from({ length: Math.max(expected.length, found.length) }).findIndex((_, line) => expected[line] !== found[line]);
  const [line = '(end)', against = '(end)'] = [expected[index], found[index]];
  const place = Array.from(line).findIndex((character, at) => character !== against[at]);
  const start = Math.max(place - SHOWN_CHARACTERS / 2, 0);
  const cut = (whole: string) => whole.slice(start, start + SHOWN_CHARACTERS);
  return { expected: cut(line), found: cut(against) };
}
