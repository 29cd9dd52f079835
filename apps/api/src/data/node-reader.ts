import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import type { AnyList, List } from './list.ts';
import type { RequestedFields } from './requested-fields.ts';

/** A parent, and the link of the child's list that leads to it. */
export interface ParentLink {
  readonly link: string;
  readonly key: string;
}

/** Reads rows for one request: calls of one moment with the same arguments become one statement. */
export interface NodeReader {
  /** One page of a whole list. */
  listPage<Row extends object, Filter extends object, Order extends string>(
    list: List<Row, Filter, Order>,
    args: ListArgs<Filter, Order>,
  ): Promise<Connection<Row>>;

  /** One page of the rows that belong to one parent. */
  listChildren<Row extends object, Filter extends object, Order extends string>(
    list: List<Row, Filter, Order>,
    parent: ParentLink,
    args: ListArgs<Filter, Order>,
  ): Promise<Connection<Row>>;

  /** The row with this key, or null. */
  findByKey<Row extends object>(list: AnyList<Row>, key: string): Promise<Row | null>;

  /** The row with this key, which another row refers to. @throws Error when it is gone. */
  getByKey<Row extends object>(list: AnyList<Row>, key: string): Promise<Row>;

  /** The row with this name, or null; of lists that have names. */
  findByName<Row extends object>(list: AnyList<Row>, name: string): Promise<Row | null>;

  /** Reads rows with no more columns than these fields need. To be called before anything is read. */
  narrow(requested: RequestedFields): void;
}

/** What resolvers that only read need of a request. */
export interface ReaderContext {
  readonly reader: NodeReader;
}
