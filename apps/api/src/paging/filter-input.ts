import { type ClassType, Field, InputType } from 'type-graphql';

/** One condition of a filter: its schema type, and the predicate for a value. */
export interface FilterField<Value, Test> {
  /** The GraphQL type, in TypeGraphQL's form. */
  readonly type: () => object;
  readonly description: string;
  readonly defaultValue?: boolean;
  readonly test: (value: Value) => Test;
}

/** The conditions of a filter, by name. */
export type FilterFields<Test> = Readonly<Record<string, FilterField<never, Test>>>;

/** A filter as callers give it; a null or missing condition is ignored. */
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
    Field(type, { nullable: true, description: meaning, defaultValue })(Filter.prototype, field);
  return Filter as ClassType<FilterOf<Fields>>;
}

/** The predicates of a filter's conditions. */
export function listTests<Test, Fields extends FilterFields<Test>>(fields: Fields, filter: FilterOf<Fields>): readonly Test[] {
  return Object.entries<FilterField<never, Test>>(fields).flatMap(([name, { test }]) => {
    const value: unknown = Reflect.get(filter, name);
    return value === null || value === undefined ? [] : [test(value as never)];
  });
}
