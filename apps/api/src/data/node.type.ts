import { ID, InterfaceType, ObjectType } from 'type-graphql';
import { field } from '../paging/field.ts';
import type { NodeTypeName } from './node-type-name.ts';

/** Anything with a global id. A resolver that returns a bare Node must set `__typename`, so that the type is known. */
@InterfaceType('Node', {
  description: 'An object that has a global id and can be fetched by it.',
  resolveType: (value: { readonly __typename: NodeTypeName }) => value.__typename,
})
export abstract class Node {
  @field(ID, 'Opaque global id: give it to node(id) to fetch the same object again.') readonly id!: string;
  /** The key inside the global id: of a stored row, its key in the database. Not part of the schema. */
  readonly key!: string;
  readonly __typename?: NodeTypeName;
}

/** Marks a class as a type of the schema whose rows have global ids. */
export function nodeType(description: string): ClassDecorator {
  return ObjectType({ implements: Node, simpleResolvers: true, description });
}
