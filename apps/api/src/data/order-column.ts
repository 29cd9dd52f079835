import type { SortType } from '../paging/cursor.ts';
import type { Sql } from './sql.ts';

/** An expression that a list can be sorted by. */
export interface OrderColumn {
  readonly expression: Sql;
  /** PostgreSQL type to which a cursor's text is cast before the comparison. */
  readonly type: SortType;
  /** Whether values may be missing; missing values come last in both directions. */
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
