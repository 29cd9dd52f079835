import { type ClassType, Field, InputType } from 'type-graphql';

/** One condition of a filter: how the schema shows it, and the test that a value of it stands for. */
export interface FilterField<Value, Test> {
  /** The GraphQL type, as TypeGraphQL takes it. */
  readonly type: () => object;
  readonly description: string;
  readonly defaultValue?: boolean;
  readonly test: (value: Value) => Test;
}

/** The conditions of a filter, by name. */
export type FilterFields<Test> = Readonly<Record<string, FilterField<never, Test>>>;

/** A filter as callers give it: a condition that is null or missing does not count. */
export type FilterOf<Fields> = {
  readonly [Name in keyof Fields]?: Fields[Name] extends FilterField<infer Value, unknown> ? Value | null : never;
};

/** The input type of a filter. */
export function createFilterInput<Fields extends FilterFields<unknown>>(
  name: string,
  description: string,
  fields: Fields,
): ClassType<FilterOf<Fields>> {
  @InputType(`${name}Filter`, { description })
  class Filter {}
  for (const [field, { type, description: meaning, defaultValue }] of Object.entries(fields))
    Field(type, { nullable: true, description: meaning, ...(defaultValue === undefined ? {} : { defaultValue }) })(Filter.prototype, field);
  return Filter as ClassType<FilterOf<Fields>>;
}

/** The tests that a filter's conditions stand for. */
export function listTests<Test, Fields extends FilterFields<Test>>(fields: Fields, filter: FilterOf<Fields>): readonly Test[] {
  return Object.entries<FilterField<never, Test>>(fields).flatMap(([name, { test }]) => {
    const value: unknown = Reflect.get(filter, name);
    return value === null || value === undefined ? [] : [test(value as never)];
  });
}
