import { checkPageSize } from './check-page-size.ts';
import type { Edge } from './create-connection-type.ts';
import { type CursorPlace, encodeCursor, parseCursor } from './cursor.ts';
import type { OrderDirection } from './order-direction.ts';
import type { PageInfo } from './page-info.type.ts';

/** A value that a computed list is sorted by. */
export type SortValue = string | number | null;

/** A column of a computed list's order. */
export interface ComputedColumn<Row> {
  readonly field: string;
  readonly direction: OrderDirection;
  readonly type: 'text' | 'float8';
  readonly read: (row: Row) => SortValue;
}

interface ComputedList<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly ComputedColumn<Row>[];
  readonly readKey: (row: Row) => string;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of a computed list. */
export interface ComputedPage<Row> {
  readonly edges: readonly Edge<Row>[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
}

/** Sorts and pages rows that are computed, not stored: same order, cursors and refusals as the lists that PostgreSQL pages. */
export function pageInMemory<Row>({ rows, columns, readKey, first, after }: ComputedList<Row>): ComputedPage<Row> {
  const size = checkPageSize(first);
  const placeOf = (row: Row): CursorPlace => ({
    values: columns.map(({ read }) => {
      const value = read(row);
      return value === null ? null : String(value);
    }),
    key: readKey(row),
  });
  const start = after ? parseCursor(columns, after) : null;
  const following = rows
    .map((row) => ({ row, place: placeOf(row) }))
    .filter(({ place }) => start === null || comparePlaces(columns, place, start) > 0)
    .toSorted((a, b) => comparePlaces(columns, a.place, b.place));
  const edges = following.slice(0, size).map(({ row, place }) => ({ cursor: encodeCursor(columns, place), node: row }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: following.length > size,
      hasPreviousPage: start !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

type PlaceColumn = Pick<ComputedColumn<never>, 'direction' | 'type'>;

function comparePlaces(columns: readonly PlaceColumn[], a: CursorPlace, b: CursorPlace): number {
  for (const [index, column] of columns.entries()) {
    const order = compareValues(column, a.values[index] ?? null, b.values[index] ?? null);
    if (order !== 0) return order;
  }
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}

function compareValues({ direction, type }: PlaceColumn, a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = type === 'float8' ? Number(a) - Number(b) : a < b ? -1 : Number(a > b);
  return direction === 'ASC' ? order : -order;
}
