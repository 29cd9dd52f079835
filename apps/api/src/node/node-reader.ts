import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';

/** Reads rows for one request: every method batches with its likes of the same moment into one statement. */
export interface NodeReader {
  /** One page of a whole list. */
  listPage<Name extends ListedTypeName>(name: Name, args: ListArgs<Name>): Promise<Connection<NodeTypes[Name]['row']>>;
  /** One page of the rows that belong to one parent; pages of many parents come in one statement. */
  listChildren<Name extends ListedTypeName>(
    name: Name,
    parent: { readonly link: string; readonly key: string },
    args: ListArgs<Name>,
  ): Promise<Connection<NodeTypes[Name]['row']>>;
  /** The row with this key, or null. */
  findByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<NodeTypes[Name]['row'] | null>;
  /** The row with this key. @throws Error when it is gone: the database's own references rule that out. */
  getByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<NodeTypes[Name]['row']>;
}
