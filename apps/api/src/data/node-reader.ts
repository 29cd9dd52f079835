import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import type { AnyList, List } from './list.ts';
import type { RequestedFields } from './requested-fields.ts';

/** A parent row, and the link in the child's list that refers to it. */
export interface ParentLink {
  readonly link: string;
  readonly key: string;
}

/** Reads rows for one request. Calls in the same event-loop tick with the same arguments become one statement. */
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

  /** The row with this key, to which another row refers. @throws Error if it does not exist. */
  getByKey<Row extends object>(list: AnyList<Row>, key: string): Promise<Row>;

  /** The row with this name, or null; of lists that have names. */
  findByName<Row extends object>(list: AnyList<Row>, name: string): Promise<Row | null>;

  /** Limits the columns to those that these fields need. Must be called before anything is read. */
  narrow(requested: RequestedFields): void;

  /** Forgets the rows that were read, so that later reads see the present. For a subscription, which outlives its first event. */
  forget(): void;
}

/** The part of a request that resolvers need for reading. */
export interface ReaderContext {
  readonly reader: NodeReader;
}
