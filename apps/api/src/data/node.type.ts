import { ID, InterfaceType } from 'type-graphql';
import { field } from '../paging/field.ts';
import type { NodeTypeName } from './node-type-name.ts';

/** Anything with a global id. `__typename` is set by whoever returns a bare Node, so that its type can be told. */
@InterfaceType('Node', {
  description: 'Anything that has a global id and can be fetched again by it.',
  resolveType: (value: { readonly __typename: NodeTypeName }) => value.__typename,
})
export abstract class Node {
  @field(ID, 'Opaque global id: give it to node(id) to fetch the same object again.') readonly id!: string;
  readonly __typename?: NodeTypeName;
}
