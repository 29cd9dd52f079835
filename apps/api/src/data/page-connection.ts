import type { Connection, Edge } from '../paging/create-connection-type.ts';
import { encodeCursor } from '../paging/cursor.ts';
import type { PageInfo } from '../paging/page-info.type.ts';
import type { PageRequest } from './page-request.ts';

/** A record of a page statement: the row's columns and its sort values. */
export interface PageRecord {
  readonly key: string;
  readonly [column: string]: unknown;
}

interface PageResult<Row> {
  /** Up to `request.first` + 1 records; the extra record only shows that there are more. */
  readonly records: readonly PageRecord[];
  readonly request: PageRequest;
  readonly toRow: (record: unknown) => Row;
  readonly countRows: () => Promise<number>;
}

/** A connection over the records of a page statement. Most queries select only nodes, so cursors are created when they are read. */
export class PageConnection<Row> implements Connection<Row> {
  readonly nodes: readonly Row[];
  readonly countRows: () => Promise<number>;
  readonly #result: PageResult<Row>;

  constructor(result: PageResult<Row>) {
    const { records, request, toRow, countRows } = result;
    this.nodes = (records.length > request.first ? records.slice(0, request.first) : records).map(toRow);
    this.countRows = countRows;
    this.#result = result;
  }

  get edges(): readonly Edge<Row>[] {
    // If the query does not select cursors, nobody reads the cursors of the edges.
    return this.nodes.map((node, index) => ({ cursor: this.#cursorAt(index) ?? '', node }));
  }

  get pageInfo(): PageInfo {
    const { records, request } = this.#result;
    return {
      hasNextPage: records.length > request.first,
      hasPreviousPage: request.after !== null,
      startCursor: this.#cursorAt(0),
      endCursor: this.#cursorAt(this.nodes.length - 1),
    };
  }

  #cursorAt(index: number): string | null {
    const { records, request } = this.#result;
    const record = records[index];
    // Without a request for cursors, records do not contain the sort values.
    if (record === undefined || !request.hasCursors) return null;
    const values = request.columns.map((_, column) => readSortValue(record, column));
    return encodeCursor(request.columns, { values, key: record.key });
  }
}

function readSortValue(record: PageRecord, index: number): string | null {
  const value = record[`sort${index}`];
  return typeof value === 'string' ? value : null;
}
