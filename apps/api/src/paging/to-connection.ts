import type { Connection } from './create-connection-type.ts';
import { encodeCursor } from './cursor.ts';
import type { PageRequest } from './page-statements.ts';

/** A record of a page statement: the row's columns and its sort values. */
export interface PageRecord {
  readonly key: string;
  readonly [column: string]: unknown;
}

interface PageResult<Row> {
  /** Up to `request.first` + 1 records: the surplus one only tells that there is more. */
  readonly records: readonly PageRecord[];
  readonly request: PageRequest;
  readonly toRow: (record: unknown) => Row;
  readonly countRows: () => Promise<number>;
}

/** A connection from the records of a page statement. */
export function toConnection<Row>({ records, request, toRow, countRows }: PageResult<Row>): Connection<Row> {
  const { columns, first } = request;
  const edges = records.slice(0, first).map((record) => ({
    cursor: encodeCursor(columns, { values: columns.map((_, index) => readSortValue(record, index)), key: record.key }),
    node: toRow(record),
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: records.length > first,
      hasPreviousPage: request.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    countRows,
  };
}

function readSortValue(record: PageRecord, index: number): string | null {
  const value = record[`sort${index}`];
  return typeof value === 'string' ? value : null;
}
