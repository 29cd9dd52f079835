import type { OrderInput } from '../paging/create-order-input.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';

/** The arguments of a list of one type, as its ArgsType class holds them. */
export interface ListArgs<Name extends ListedTypeName> {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly filter?: NodeTypes[Name]['filter'] | null;
  readonly orderBy?: readonly OrderInput<NodeTypes[Name]['orderField']>[] | null;
}
