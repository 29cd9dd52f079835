import { checkPageSize } from '../paging/check-page-size.ts';
import { parseCursor } from '../paging/cursor.ts';
import type { ListArgs } from './list-args.ts';
import type { NodeTable } from './node-table.ts';
import type { ListedTypeName } from './node-types.ts';
import type { PageRequest } from './page-request.ts';
import { toSortColumns } from './sort-column.ts';

/**
 * What a list's arguments ask of its table.
 * @throws AppError BAD_USER_INPUT for a page size, order, filter or cursor that cannot be served.
 */
export function toPageRequest<Name extends ListedTypeName>(
  table: NodeTable<Name>,
  args: ListArgs<Name>,
  isCurrentOnly: boolean,
): Omit<PageRequest, 'hasCursors'> {
  const columns = toSortColumns(table, args.orderBy);
  const conditions = [...table.baseConditions, ...(args.filter ? table.listConditions(args.filter) : [])];
  return {
    columns,
    conditions: isCurrentOnly && table.currentCondition !== null ? [...conditions, table.currentCondition] : conditions,
    after: args.after ? parseCursor(columns, args.after) : null,
    first: checkPageSize(args.first),
  };
}
