import { sql } from '../../rows/sql.ts';
import { column, type ReleaseTable, sqlTable } from './release-column.ts';

const { text, integer, json } = column;

/** The protocols of the measurements: every fact that must agree before two of them are compared, once for all rows that share it. */
export const PROTOCOL_TABLE: ReleaseTable = sqlTable({
  name: 'protocols',
  description: 'One row per protocol and set of facts that must be equal before two measurements are compared.',
  columns: [
    text('measures', sql`q."measures"`, "What was measured by it: 'score_runs' or 'evaluations', the tables that name it."),
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
