import { GraphQLError, type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';

/** Problems with an operation's variables, as errors that name the variable. */
export function findVariableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const { variableDefinitions = [] } = operation;
  const { errors = [] } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: REQUEST_LIMITS.errors });
  return errors.map((error) => new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }));
}
