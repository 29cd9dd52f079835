import { readFileSync } from 'node:fs';
import { buildSchema, type DocumentNode, type ExecutionResult, execute, type GraphQLTypeResolver, Kind } from 'graphql';
import { findGlobalId } from '../data/global-id.ts';

type Reply = Readonly<Record<string, unknown>>;

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/**
 * Runs an operation again with graphql-js, the reference implementation, over the data that the API replied with, in the published schema. The result
 * is equal to the reply exactly if every leaf is a value of its type.
 */
export async function serializeAgain(document: DocumentNode, data: unknown, variableValues: Reply): Promise<ExecutionResult> {
  return execute({
    schema,
    document,
    rootValue: data,
    variableValues,
    fieldResolver: (parent: Reply, _args, _context, { path }) => parent[path.key],
    typeResolver,
  });
}

/** The type that an object's global id names; of an object without one, the first type that the operation speaks of. */
const typeResolver: GraphQLTypeResolver<Reply, unknown> = ({ id }, _context, { fieldNodes }) => {
  if (typeof id === 'string') return findGlobalId(id)?.typeName;
  const fragments = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections.filter(({ kind }) => kind === Kind.INLINE_FRAGMENT));
  const [first] = fragments;
  return first?.kind === Kind.INLINE_FRAGMENT ? first.typeCondition?.name.value : undefined;
};
