import { sql } from '@lamina/database';
import { withCut } from './cut.ts';
import type { AnyList } from './list.ts';

/**
 * A list as of the cut-off time of a release: it holds rows stored until then, and a model's current revision is the newest of that time. Types
 * without measured data (jobs, tokens, releases …) do not change.
 */
export function listAsOf<Row extends object>(list: AnyList<Row>, cut: Date): AnyList<Row> {
  const { storedAt } = list;
  if (storedAt === undefined) return list;
  const revision = sql`(SELECT past."id" FROM "ModelRevision" past WHERE past."modelId" = m."id" AND past."createdAt" <= ${cut}
    ORDER BY past."createdAt" DESC, past."id" DESC LIMIT 1)`;
  return {
    ...list,
    from: list.fromRevision?.(revision) ?? list.from,
    listConditions: (filter) => list.listConditions(filter).map((condition) => withCut(condition, cut)),
    baseConditions: [...list.baseConditions, sql`${storedAt} <= ${cut}`],
    ...(list.currentCondition && { currentCondition: sql`r."id" = ${revision}` }),
  };
}
