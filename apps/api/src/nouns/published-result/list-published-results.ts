import type { Connection } from '../../paging/create-connection-type.ts';
import { OrderDirection } from '../../paging/order-direction.ts';
import { type ComputedColumn, pageInMemory } from '../../paging/page-in-memory.ts';
import type { PublishedResult } from './published-result.type.ts';
import type { PublishedResultFilter } from './published-result-filter.input.ts';
import type { PublishedResultListArgs } from './published-result-list.args.ts';
import type { PublishedResultOrderField } from './published-result-order-field.ts';
import { PUBLISHED_ROWS } from './published-rows.ts';

type Column = Pick<ComputedColumn<PublishedResult>, 'type' | 'read'>;

const ORDER: { readonly [Field in PublishedResultOrderField]: Column } = {
  PAPER: { type: 'text', read: ({ paper }) => paper },
  TABLE: { type: 'text', read: ({ table }) => table },
  MODEL: { type: 'text', read: ({ model }) => model },
  METHOD: { type: 'text', read: ({ method }) => method },
  BENCHMARK: { type: 'text', read: ({ benchmark }) => benchmark },
  VALUE: { type: 'float8', read: ({ value }) => value },
  REMOVED_RATIO: { type: 'float8', read: ({ removedRatio }) => removedRatio },
};
const DEFAULT_ORDER = (['PAPER', 'TABLE', 'MODEL', 'METHOD'] as const).map((field) => ({ field, direction: OrderDirection.ASC }));

/** One page of the published results. @throws AppError BAD_USER_INPUT for a page that cannot be served. */
export function listPublishedResults({ first, after, filter, orderBy }: PublishedResultListArgs): Connection<PublishedResult> {
  const rows = PUBLISHED_ROWS.filter((row) => matches(row, filter ?? {}));
  const inputs = orderBy && orderBy.length > 0 ? orderBy : DEFAULT_ORDER;
  const columns = inputs.map(({ field, direction }) => ({ ...ORDER[field], field, direction: direction ?? OrderDirection.ASC }));
  const page = pageInMemory({ rows, columns, readKey: ({ key }) => key, first: first ?? null, after: after ?? null });
  return { ...page, countRows: async () => rows.length };
}

function matches(row: PublishedResult, filter: PublishedResultFilter): boolean {
  const words = (filter.paper ?? '').toLowerCase().split(/\s+/);
  return (
    words.every((word) => row.paper.toLowerCase().includes(word)) &&
    isSame(row.table, filter.table) &&
    isSame(row.model, filter.model) &&
    isSame(row.method, filter.method) &&
    isSame(row.benchmark, filter.benchmark) &&
    (filter.metrics?.includes(row.metric) ?? true) &&
    isInside(row.removedRatio, filter.removedRatio)
  );
}

function isSame(value: string, wanted: string | null | undefined): boolean {
  return wanted === null || wanted === undefined || value.toLowerCase() === wanted.toLowerCase();
}

function isInside(value: number | null, range: PublishedResultFilter['removedRatio']): boolean {
  if (range === null || range === undefined) return true;
  return value !== null && value >= (range.gte ?? -Infinity) && value <= (range.lte ?? Infinity);
}
