import type { Model } from '../nouns/model/model.type.ts';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from './list-args.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';
import type { RequestedFields } from './requested-fields.ts';

/** A parent, and the link of the child's table that leads to it. */
export interface ParentLink {
  readonly link: string;
  readonly key: string;
}

/** Reads rows for one request: calls of one moment with the same arguments become one statement. */
export interface NodeReader {
  /** One page of a whole list. */
  listPage<Name extends ListedTypeName>(name: Name, args: ListArgs<Name>): Promise<Connection<NodeTypes[Name]['row']>>;

  /** One page of the rows that belong to one parent. */
  listChildren<Name extends ListedTypeName>(
    name: Name,
    parent: ParentLink,
    args: ListArgs<Name>,
  ): Promise<Connection<NodeTypes[Name]['row']>>;

  /** The row with this key, or null. */
  findByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<NodeTypes[Name]['row'] | null>;

  /** The row with this key, which another row refers to. @throws Error when it is gone. */
  getByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<NodeTypes[Name]['row']>;

  /** The model with this short name, or null. */
  findModelBySlug(slug: string): Promise<Model | null>;

  /** Reads rows with no more columns than these fields need. To be called before anything is read. */
  narrow(requested: RequestedFields): void;

  /** Forgets what was read so far: what follows a write must see it. */
  clear(): void;
}
