import { withCut } from './cut.ts';
import type { AnyList } from './list.ts';
import { sql } from './sql.ts';

/**
 * A list as it was at the cut of a release: it holds what was stored until then, and a model's current revision is the newest of that time.
 * Types that hold no data (jobs, tokens, releases …) stay as they are.
 */
export function listAsOf<Row extends object>(list: AnyList<Row>, cut: Date): AnyList<Row> {
  const { storedAt } = list;
  if (storedAt === null) return list;
  const revision = sql`(SELECT past."id" FROM "ModelRevision" past WHERE past."modelId" = m."id" AND past."createdAt" <= ${cut}
    ORDER BY past."createdAt" DESC, past."id" DESC LIMIT 1)`;
  return {
    ...list,
    from: list.fromRevision?.(revision) ?? list.from,
    listConditions: (filter) => list.listConditions(filter).map((condition) => withCut(condition, cut)),
    baseConditions: [...list.baseConditions, sql`${storedAt} <= ${cut}`],
    currentCondition: list.currentCondition === null ? null : sql`r."id" = ${revision}`,
  };
}
