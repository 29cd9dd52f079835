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
  const shown = records.slice(0, first);
  const nodes = shown.map(toRow);
  const cursorOf = (record: PageRecord): string =>
    encodeCursor(columns, { values: columns.map((_, index) => readSortValue(record, index)), key: record.key });
  const edgeCursor = (record: PageRecord | undefined): string | null => (record === undefined ? null : cursorOf(record));
  return {
    // Most queries ask for nodes alone: cursors are made where somebody reads them.
    get edges() {
      return shown.map((record, index) => ({ cursor: cursorOf(record), node: nodes[index] as Row }));
    },
    nodes,
    pageInfo: {
      hasNextPage: records.length > first,
      hasPreviousPage: request.after !== null,
      get startCursor() {
        return edgeCursor(shown.at(0));
      },
      get endCursor() {
        return edgeCursor(shown.at(-1));
      },
    },
    countRows,
  };
}

function readSortValue(record: PageRecord, index: number): string | null {
  const value = record[`sort${index}`];
  return typeof value === 'string' ? value : null;
}
