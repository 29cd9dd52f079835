import DataLoader from 'dataloader';
import { sql } from '../../data/sql.ts';
import type { SqlReader } from '../../data/sql-reader.ts';

interface PlanRecord {
  readonly key: string;
  readonly plan: unknown;
}

/** Loads the plans of prunings by key, many in one statement. */
export function createPruningPlanLoader(sqlReader: SqlReader): DataLoader<string, unknown> {
  return new DataLoader(async (keys) => {
    const records = await sqlReader.readRows<PlanRecord>(
      sql`SELECT "id" AS "key", "plan" FROM "Pruning" WHERE "id" = ANY(${[...keys]}::uuid[])`,
    );
    const byKey = new Map(records.map(({ key, plan }) => [key, plan]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}
