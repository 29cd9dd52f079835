import type { Sql } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { SortType } from '../paging/cursor.ts';
import type { OrderInput } from '../paging/list-args.ts';
import { OrderDirection } from '../paging/order-direction.ts';

/** An expression that a list can be sorted by. */
export interface OrderColumn {
  readonly expression: Sql;
  /** PostgreSQL type to which a cursor's text is cast before the comparison. */
  readonly type: SortType;
  /** True if values may be missing; missing values come last in both directions. */
  readonly isNullable: boolean;
  readonly description: string;
}

const orderBy =
  (type: SortType) =>
  (expression: Sql, description: string, { isNullable = false }: { readonly isNullable?: boolean } = {}): OrderColumn => ({
    expression,
    type,
    isNullable,
    description,
  });

/** Makes order columns of each type: text, whole numbers, numbers and times. */
export const by = { text: orderBy('text'), whole: orderBy('int8'), number: orderBy('float8'), time: orderBy('timestamptz') } as const;

/** One column of an order, ready for SQL. */
export interface SortColumn extends Omit<OrderColumn, 'description'> {
  readonly field: string;
  readonly direction: OrderDirection;
  /** True if all rows of a statement lack a value; then there is nothing to sort. */
  readonly isMissing?: true;
}

const MAX_SORT_COLUMNS = 4;

/**
 * The columns that a list is sorted by: the caller's, or the list's own.
 * @throws AppError BAD_USER_INPUT for too many columns or one named twice.
 */
export function toSortColumns(
  list: { readonly order: Readonly<Record<string, OrderColumn>>; readonly defaultOrder: readonly OrderInput<string>[] },
  orderBy: readonly OrderInput<string>[] | null | undefined,
): readonly SortColumn[] {
  const inputs = orderBy && orderBy.length > 0 ? orderBy : list.defaultOrder;
  if (inputs.length > MAX_SORT_COLUMNS) {
    throw new AppError('BAD_USER_INPUT', `orderBy names ${inputs.length} columns; the limit is ${MAX_SORT_COLUMNS}.`);
  }
  if (new Set(inputs.map(({ field }) => field)).size < inputs.length) {
    throw new AppError('BAD_USER_INPUT', 'orderBy names a column twice.');
  }
  return inputs.map(({ field, direction }) => {
    const column = list.order[field];
    if (column === undefined) throw new Error(`The list has no order column ${field}`);
    const { expression, type, isNullable } = column;
    return { expression, type, isNullable, field, direction: direction ?? OrderDirection.ASC };
  });
}
