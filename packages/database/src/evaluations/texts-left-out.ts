import { type Sql, sql } from '../rows/sql.ts';

/** A row of textsLeftOut. */
export interface LeftOutTextRow {
  readonly revisionKey: string;
  readonly text: string;
}

/**
 * SQL: the texts `asked` that ended evaluations `j` of whole models were given, and on which the model has no loss. An evaluation leaves out the texts whose
 * language the whole model does not know.
 */
const LEFT_OUT = sql`"Job" j CROSS JOIN LATERAL jsonb_array_elements_text(j."payload" -> 'texts') AS asked("text")
  WHERE j."kind" = 'evaluate-model' AND j."status" = 'SUCCEEDED' AND j."payload" ->> 'subject' = 'dense' AND NOT EXISTS (
    SELECT FROM "TextEvaluation" t
    WHERE t."revisionId"::text = j."payload" ->> 'revisionId' AND t."pruningId" IS NULL AND t."text" = asked."text")`;

/** SQL: the texts of the study `st` whose language its model does not know, by name; empty until the whole model was evaluated. */
export const TEXTS_LEFT_OUT = sql`ARRAY(SELECT DISTINCT asked."text" FROM ${LEFT_OUT} AND j."studyId" = st."id" ORDER BY asked."text")`;

/** The texts that studies of some revisions asked for, and whose language the model does not know, by name. */
export function textsLeftOut(revisionKeys: readonly string[]): Sql {
  const revisions = sql`ANY(${[...revisionKeys]}::uuid[])`;
  return sql`
    SELECT DISTINCT j."payload" ->> 'revisionId' AS "revisionKey", asked."text" FROM ${LEFT_OUT}
      AND j."studyId" IN (SELECT st."id" FROM "Study" st JOIN "ModelRevision" r ON r."modelId" = st."modelId" WHERE r."id" = ${revisions})
      AND (j."payload" ->> 'revisionId')::uuid = ${revisions}
    ORDER BY "text"`;
}
