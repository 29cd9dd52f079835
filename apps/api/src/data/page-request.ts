import type { CursorPlace } from '../paging/cursor.ts';
import type { SortColumn } from './sort-column.ts';
import type { Sql } from './sql.ts';

/** One page: which rows, in which order, from where on, how many. */
export interface PageRequest {
  readonly conditions: readonly Sql[];
  readonly columns: readonly SortColumn[];
  readonly after: CursorPlace | null;
  /** Rows of the page; statements ask for one more, which tells whether there is a next page. */
  readonly first: number;
  /** Whether somebody asks for cursors: only then rows carry their sort values. */
  readonly hasCursors: boolean;
}
