import type { Sql } from '@lamina/database';
import { checkPageSize } from '../paging/check-page-size.ts';
import { type CursorPlace, parseCursor } from '../paging/cursor.ts';
import type { ListArgs } from '../paging/list-args.ts';
import type { AnyList } from './list.ts';
import { type SortColumn, toSortColumns } from './order-column.ts';

/** One page: which rows, in which order, starting where, and how many. */
export interface PageRequest {
  readonly conditions: readonly Sql[];
  readonly columns: readonly SortColumn[];
  readonly after: CursorPlace | null;
  /** Rows of the page. Statements read one more row, which shows whether there is a next page. */
  readonly first: number;
  /** True if cursors are selected; only then rows contain their sort values. */
  readonly hasCursors: boolean;
}

type Conditioned = Pick<AnyList, 'baseConditions' | 'listConditions' | 'currentCondition'>;

/**
 * The page request from a list's arguments.
 * @throws AppError BAD_USER_INPUT for a page size, order, filter or cursor that cannot be served.
 */
export function toPageRequest(
  list: Conditioned & Pick<AnyList, 'order' | 'defaultOrder'>,
  { filter, orderBy, after, first }: ListArgs<object, string>,
  isCurrentOnly: boolean,
): Omit<PageRequest, 'hasCursors'> {
  const columns = toSortColumns(list, orderBy);
  const conditions = toConditions(list, filter, isCurrentOnly);
  return { columns, conditions, after: after ? parseCursor(columns, after) : null, first: checkPageSize(first) };
}

/** The conditions of a list with this filter. @throws AppError BAD_USER_INPUT. */
function toConditions(list: Conditioned, filter: object | null | undefined, isCurrentOnly: boolean): readonly Sql[] {
  const conditions = [...list.baseConditions, ...(filter ? list.listConditions(filter) : [])];
  return isCurrentOnly && list.currentCondition !== undefined ? [...conditions, list.currentCondition] : conditions;
}
