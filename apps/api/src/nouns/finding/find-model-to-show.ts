import { sql } from '@lamina/database';
import type { SqlReader } from '../../data/sql-reader.ts';

/** The short name of the model with most measured changes; those that come with Lamina, which know an invented world, come last. Null if nothing was measured. */
export async function findModelToShow(sqlReader: SqlReader): Promise<string | null> {
  const [found] = await sqlReader.readRows<{ readonly slug: string }>(sql`
    SELECT m."slug" FROM "TextEvaluation" t JOIN "Model" m ON m."currentRevisionId" = t."revisionId" WHERE t."pruningId" IS NOT NULL
    GROUP BY m."id" ORDER BY m."source" = 'bundled', count(DISTINCT t."pruningId") DESC, m."slug" LIMIT 1`);
  return found?.slug ?? null;
}
