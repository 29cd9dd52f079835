import type { NodeTable } from './node-table.ts';
import type { ListedTypeName } from './node-types.ts';
import { sql } from './sql.ts';

/**
 * A table as it was at the cut of a release: its lists hold what was stored until then, and a model's current revision is the newest of that time.
 * Types that hold no data (jobs, tokens, releases …) stay as they are.
 */
export function tableAsOf<Name extends ListedTypeName>(table: NodeTable<Name>, cut: Date): NodeTable<Name> {
  const { storedAt } = table;
  if (storedAt === null) return table;
  const revision = sql`(SELECT past."id" FROM "ModelRevision" past WHERE past."modelId" = m."id" AND past."createdAt" <= ${cut}
    ORDER BY past."createdAt" DESC, past."id" DESC LIMIT 1)`;
  return {
    ...table,
    from: table.fromRevision?.(revision) ?? table.from,
    baseConditions: [...table.baseConditions, sql`${storedAt} <= ${cut}`],
    currentCondition: table.currentCondition === null ? null : sql`r."id" = ${revision}`,
  };
}
