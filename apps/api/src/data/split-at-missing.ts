import type { PageRequest } from './page-request.ts';
import { sql } from './sql.ts';

/**
 * The parts of a list, one after the other: rows with a value in the first column of its order, then those without, where it may be missing. An
 * index holds the values in both directions, but rows without one on one side only.
 * That the column is there also tells PostgreSQL that its table is joined in every row: it may begin there and read the list in its order.
 */
export function splitAtMissing(request: PageRequest): readonly [PageRequest, PageRequest?] {
  const { conditions, after } = request;
  const [column, ...others] = request.columns;
  if (column === undefined) return [request];
  const present: PageRequest = {
    ...request,
    columns: [{ ...column, isNullable: false }, ...others],
    conditions: [...conditions, sql`${column.expression} IS NOT NULL`],
  };
  if (!column.isNullable) return [present];
  const isAmongMissing = after !== null && after.values[0] === null;
  const missing: PageRequest = {
    ...request,
    columns: [{ ...column, isMissing: true }, ...others],
    conditions: [...conditions, sql`${column.expression} IS NULL`],
    after: isAmongMissing ? after : null,
  };
  return isAmongMissing ? [missing] : [present, missing];
}
