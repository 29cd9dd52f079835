import { registerEnumType } from 'type-graphql';

/** A value's description; optionally with its internal text, if that differs from its name. */
type DescribedValue = string | readonly [text: string, description: string];

/** An enum's names with their internal texts. */
type EnumOf<Values> = {
  readonly [Name in keyof Values & string]: Values[Name] extends readonly [infer Text extends string, ...unknown[]] ? Text : Name;
};

/** Union of an enum's internal texts. */
export type ValueOf<Enum> = Enum[keyof Enum];

/** An enum of the schema: names in GraphQL, internal texts in the program and the database. */
export function defineEnum<const Values extends Readonly<Record<string, DescribedValue>>>(
  name: string,
  description: string,
  values: Values,
): EnumOf<Values> {
  const entries = Object.entries<DescribedValue>(values).map(
    ([key, value]) => [key, typeof value === 'string' ? [key, value] : value] as const,
  );
  const texts = Object.fromEntries(entries.map(([key, [text]]) => [key, text]));
  const valuesConfig = Object.fromEntries(entries.map(([key, [, description]]) => [key, { description }]));
  registerEnumType(texts, { name, description, valuesConfig });
  return texts as EnumOf<Values>;
}
