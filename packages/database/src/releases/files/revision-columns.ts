import { sql } from '../../rows/sql.ts';
import { column, type ReleaseColumn } from './release-column.ts';

/** The model of a row, from "Model" m. */
export const MODEL_COLUMN: ReleaseColumn = column.text('model', sql`m."slug"`, 'Short name of the model.');

/** The model and its revision, from "ModelRevision" r. */
export const REVISION_COLUMNS: readonly ReleaseColumn[] = [
  MODEL_COLUMN,
  column.text('revision_digest', sql`r."digest"`, 'The revision: SHA-256 over the digests of graph, weights and tokenizer.'),
];
