import { AppError } from '@lamina/errors';
import type { OrderInput } from '../paging/create-order-input.ts';
import { OrderDirection } from '../paging/order-direction.ts';
import type { OrderColumn } from './order-column.ts';

/** One column of an order, ready for SQL. */
export interface SortColumn extends OrderColumn {
  readonly field: string;
  readonly direction: OrderDirection;
  /** True where every row of a statement lacks a value: nothing is to be sorted then. */
  readonly isMissing?: true;
}

const MAX_SORT_COLUMNS = 4;

/**
 * The columns that a list is sorted by: the caller's, or the list's own.
 * @throws AppError BAD_USER_INPUT for too many columns or one named twice.
 */
export function toSortColumns<Field extends string>(
  table: { readonly order: { readonly [Name in Field]: OrderColumn }; readonly defaultOrder: readonly OrderInput<Field>[] },
  orderBy: readonly OrderInput<Field>[] | null | undefined,
): readonly SortColumn[] {
  const inputs = orderBy && orderBy.length > 0 ? orderBy : table.defaultOrder;
  if (inputs.length > MAX_SORT_COLUMNS) {
    throw new AppError('BAD_USER_INPUT', `orderBy names ${inputs.length} columns; the limit is ${MAX_SORT_COLUMNS}.`);
  }
  if (new Set(inputs.map(({ field }) => field)).size < inputs.length) {
    throw new AppError('BAD_USER_INPUT', 'orderBy names a column twice.');
  }
  return inputs.map(({ field, direction }) => ({ ...table.order[field], field, direction: direction ?? OrderDirection.ASC }));
}
