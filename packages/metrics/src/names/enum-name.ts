/** The value of a GraphQL enum for a name in kebab-case: `BLOCK_INFLUENCE` for `block-influence`. */
export type EnumName<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Uppercase<Word>}_${EnumName<Rest>}`
  : Uppercase<Name>;

/** The name in kebab-case for a value of a GraphQL enum: `block-influence` for `BLOCK_INFLUENCE`. */
export type KebabName<Value extends string> = Value extends `${infer Word}_${infer Rest}`
  ? `${Lowercase<Word>}-${KebabName<Rest>}`
  : Lowercase<Value>;

/** `block-influence` → `BLOCK_INFLUENCE`: names on the command line, in addresses and in the database → values of the API's enums. */
export function toEnumName<const Name extends string>(name: Name): EnumName<Name> {
  return name.toUpperCase().replaceAll('-', '_') as EnumName<Name>;
}

/** `BLOCK_INFLUENCE` → `block-influence`: values of the API's enums → names on the command line, in addresses and in the database. */
export function toKebabName<const Value extends string>(value: Value): KebabName<Value> {
  return value.toLowerCase().replaceAll('_', '-') as KebabName<Value>;
}
