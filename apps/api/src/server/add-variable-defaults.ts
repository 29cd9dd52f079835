import { type OperationDefinitionNode, valueFromASTUntyped } from 'graphql';

/** The variables with the defaults of those that are missing. graphql-jit 0.8 forgets the default of a required variable. */
export function addVariableDefaults({ variableDefinitions = [] }: OperationDefinitionNode, given: Readonly<Record<string, unknown>>) {
  const defaults = variableDefinitions.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue && valueFromASTUntyped(defaultValue),
  ]);
  return { ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)), ...given } as Record<string, unknown>;
}
