import type { Refuse } from '@lamina/errors';
import { coerceInputValue, type GraphQLSchema, isInputType } from 'graphql';

/** An input type of the schema, and the refusal of values that do not match it. */
export interface InputTarget {
  readonly schema: GraphQLSchema;
  readonly typeName: string;
  readonly refuse: Refuse;
}

/** A value as a mutation would receive it: checked against an input type of the schema, with its defaults. @throws AppError as `refuse`. */
export function coerceInput<Input>(value: object, { schema, typeName, refuse }: InputTarget): Input {
  const type = schema.getType(typeName);
  if (type === undefined || !isInputType(type)) throw new Error(`The schema has no input ${typeName}`);
  return coerceInputValue(value, type, (path, _value, { message }) => refuse(`input ${path.join('.')}: ${message}`)) as Input;
}
