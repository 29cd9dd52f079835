import type { Database } from '../connection/create-database.ts';

/** The reference that opens the files of a revision, wherever a worker runs. */
export interface PackagedFiles {
  readonly revisionDigest: string;
  readonly name: string;
}

/**
 * Gives recorded models the files from which they were measured, where anybody can fetch these: then they can be measured and written like any other
 * model. A model whose files are here already stays as it is. Returns the number of models that have files now and had none.
 */
export async function attachPackagedFiles({ pool }: Database, packaged: readonly PackagedFiles[]): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH found AS (
       UPDATE "ModelRevision" r SET "location" = p."name"
       FROM "Model" m, unnest($1::text[], $2::text[]) AS p("digest", "name")
       WHERE m."id" = r."modelId" AND m."source" = 'declared' AND r."digest" = p."digest" AND r."id" = m."currentRevisionId"
       RETURNING r."modelId")
     UPDATE "Model" SET "source" = 'package' WHERE "id" IN (SELECT "modelId" FROM found)`,
    [packaged.map(({ revisionDigest }) => revisionDigest), packaged.map(({ name }) => name)],
  );
  // A statement without a count changed nothing.
  return rowCount ?? 0;
}
