import { joinSql, rawSql, type Sql, sql } from '../../rows/sql.ts';
import { EFFICIENCY_TABLE } from './efficiency-table.ts';
import { EVALUATION_TABLES, SAMPLE_TABLE } from './evaluation-tables.ts';
import { MODEL_TABLES } from './model-tables.ts';
import type { ReleaseTable } from './release-column.ts';
import { SCORE_TABLES } from './score-tables.ts';

/** The tables of a release. */
export function listReleaseTables({ includeSamples }: { readonly includeSamples: boolean }): readonly ReleaseTable[] {
  return [...MODEL_TABLES, ...SCORE_TABLES, ...EVALUATION_TABLES, EFFICIENCY_TABLE, ...(includeSamples ? [SAMPLE_TABLE] : [])];
}

/** The statement that reads a table as of the cut-off time. */
export function releaseTableStatement({ columns, rows }: ReleaseTable, cut: Date): Sql {
  const selected = columns.map(({ name, expression }) => sql`${expression} AS ${rawSql(`"${name}"`)}`);
  return sql`SELECT ${joinSql(selected)} ${rows(cut)}`;
}
