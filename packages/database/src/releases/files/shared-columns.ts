import { REPAIR_KIND } from '../../prunings/pruning-columns.ts';
import { rawSql, sql } from '../../rows/sql.ts';
import { column, type ReleaseColumn } from './release-column.ts';

/** The model of a row, from "Model" m. */
export const MODEL_COLUMN: ReleaseColumn = column.text('model', sql`m."slug"`, 'Short name of the model.');

/** The model and its revision, from "ModelRevision" r. */
export const REVISION_COLUMNS: readonly ReleaseColumn[] = [
  MODEL_COLUMN,
  column.text('revision_digest', sql`r."digest"`, 'The revision: SHA-256 over the digests of graph, weights and tokenizer.'),
];

/** The repair of a row, from "Pruning" p. */
export const REPAIR_COLUMN: ReleaseColumn = column.text(
  'repair_kind',
  REPAIR_KIND,
  'The repair that replaces the removed layers; empty if nothing does.',
);

/** The text that a row of the table of an alias was measured on. */
export function textColumns(alias: string): readonly ReleaseColumn[] {
  const table = rawSql(alias);
  return [
    column.text('text', sql`${table}."text"`, 'Short name of the text.'),
    column.text('source', sql`${table}."source"`, 'Author, site or corpus of the text.'),
    column.text('text_sha256', sql`${table}."textSha256"`, 'SHA-256 of the file of the text.'),
  ];
}

/** The version of the program, where results may be imported. */
export const VERSION_OR_PROGRAM = 'Version of the runtime, or the program that measured.';

/** The program and the machine that computed a row of the table of an alias. @param version describes the version of the program */
export function runtimeColumns(alias: string, version = 'Version of the runtime.'): readonly ReleaseColumn[] {
  const table = rawSql(alias);
  return [
    column.text('provider', sql`${table}."provider"`, 'Execution provider that computed it.'),
    column.text('device', sql`${table}."device"`, 'The device that computed it.'),
    column.text('runtime_version', sql`${table}."runtimeVersion"`, version),
    column.integer('threads', sql`${table}."threads"`, 'Threads used.'),
    column.text('precision', sql`${table}."precision"`, 'Number format computed in.'),
  ];
}
