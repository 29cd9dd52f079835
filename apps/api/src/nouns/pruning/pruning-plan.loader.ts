import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';

interface PlanRecord {
  readonly key: string;
  readonly plan: unknown;
}

/** Loads the plans of prunings by key, many in one statement. */
export function createPruningPlanLoader(sqlReader: SqlReader): DataLoader<string, unknown> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`SELECT "id" AS "key", "plan" FROM "Pruning" WHERE "id" = ANY(${keys}::uuid[])`,
    (row: PlanRecord | undefined) => row?.plan ?? null,
  );
}
