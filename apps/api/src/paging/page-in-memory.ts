import { getAt } from '@lamina/errors';
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

/** A row's values of the sort columns, and its key. */
interface Place {
  readonly values: readonly SortValue[];
  readonly key: string;
}

/** Sorts and pages computed rows, with the same order, cursors and refusals as lists from PostgreSQL. */
export function pageInMemory<Row>({ rows, columns, readKey, first, after }: ComputedList<Row>): ComputedPage<Row> {
  const size = checkPageSize(first);
  const start = after ? toPlace(columns, parseCursor(columns, after)) : null;
  const following = rows
    .map((row) => ({ row, place: { values: columns.map(({ read }) => read(row)), key: readKey(row) } }))
    .filter(({ place }) => start === null || comparePlaces(columns, place, start) > 0)
    .toSorted((a, b) => comparePlaces(columns, a.place, b.place));
  const edges = following.slice(0, size).map(({ row, place }) => ({ cursor: encodeCursor(columns, toCursorPlace(place)), node: row }));
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

function toPlace(columns: readonly PlaceColumn[], { values, key }: CursorPlace): Place {
  return { values: values.map((value, index) => (value !== null && columns[index]?.type === 'float8' ? Number(value) : value)), key };
}

function toCursorPlace({ values, key }: Place): CursorPlace {
  return { values: values.map((value) => (value === null ? null : String(value))), key };
}

function comparePlaces(columns: readonly PlaceColumn[], a: Place, b: Place): number {
  for (const [index, { direction }] of columns.entries()) {
    const order = compareValues(direction, getAt(a.values, index), getAt(b.values, index));
    if (order !== 0) return order;
  }
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}

function compareValues(direction: OrderDirection, a: SortValue, b: SortValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : Number(a > b);
  return direction === 'ASC' ? order : -order;
}
