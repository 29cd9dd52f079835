import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../paging/page.args.ts';

/** An operation to measure. It is already validated, so its fragments are not recursive. */
export interface CostRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Assumed number of rows in a plain list whose length is not an argument, such as a job's attempts. */
const PLAIN_LIST_SIZE = 3;

/**
 * Upper bound of the rows that an operation may touch. A page costs its size, a single object costs 1, and fields inside a page cost once per row.
 */
export function measureCost({ schema, document, operation, variables }: CostRequest): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fragmentCosts = new Map<string, number>();

  const costOfFragment = (name: string): number => {
    const measured = fragmentCosts.get(name);
    if (measured !== undefined) return measured;
    const fragment = fragments.get(name);
    const cost = fragment ? costOfSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : 0;
    fragmentCosts.set(name, cost);
    return cost;
  };

  const costOfSelections = (selectionSet: SelectionSetNode, parent: GraphQLNamedType | undefined): number => {
    let cost = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) cost += costOfFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition;
        cost += costOfSelections(selection.selectionSet, condition ? schema.getType(condition.name.value) : parent);
      } else cost += costOfField(selection, parent);
    }
    return cost;
  };

  const costOfField = (node: FieldNode, parent: GraphQLNamedType | undefined): number => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    // Scalars are part of their row, and introspection reads no rows.
    if (field === undefined || node.selectionSet === undefined) return 0;
    const type = getNamedType(field.type);
    const inside = costOfSelections(node.selectionSet, type);
    // Edges, nodes and pageInfo belong to the page that was counted one level above.
    if (isObjectType(parent) && /(Connection|Edge)$/.test(parent.name)) return inside;
    return countRows(node, field, variables) * (1 + inside);
  };

  return costOfSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}

function countRows(node: FieldNode, field: GraphQLField<unknown, unknown>, variables: Readonly<Record<string, unknown>>): number {
  const readArgument = (name: string): unknown => {
    const argument = node.arguments?.find((candidate) => candidate.name.value === name);
    return argument && valueFromASTUntyped(argument.value, variables);
  };
  const size = ['first', 'last'].find((wanted) => field.args.some(({ name }) => name === wanted));
  if (size !== undefined) {
    const rows = readArgument(size);
    return typeof rows === 'number' ? Math.max(1, rows) : DEFAULT_PAGE_SIZE;
  }
  const batch = field.args.map(({ name }) => readArgument(name)).find(Array.isArray);
  if (batch !== undefined) return Math.max(1, batch.length);
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  return isListType(type) ? PLAIN_LIST_SIZE : 1;
}
