import { sql } from '@lamina/database';
import type { PageRequest } from './page-request.ts';

/**
 * Splits a list into rows with a value in the first order column, and rows without one (if the value may be missing). An index supports values in
 * both directions, but has the missing values only at one end. The condition that the column is not null also tells PostgreSQL that its table is
 * joined in every row, so it may start there and read the list in index order.
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
