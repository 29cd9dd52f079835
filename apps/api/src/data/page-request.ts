import type { Sql } from '@lamina/database';
import type { CursorPlace } from '../paging/cursor.ts';
import type { SortColumn } from './order-column.ts';

/** One page: which rows, in which order, starting where, and how many. */
export interface PageRequest {
  readonly conditions: readonly Sql[];
  readonly columns: readonly SortColumn[];
  readonly after: CursorPlace | null;
  /** Rows of the page. Statements read one more row, which shows whether there is a next page. */
  readonly first: number;
  /** Whether cursors are selected; only then rows contain their sort values. */
  readonly hasCursors: boolean;
}
