import { isSameSet, joinSql, type Sql, sql } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { ID } from 'type-graphql';
import type { SchemaType, SchemaValue } from '../paging/field.ts';
import type { FilterField } from '../paging/filter-input.ts';
import { parseGlobalId } from './global-id.ts';
import type { NodeTypeName } from './node-type-name.ts';

/** A condition of a list that is stored in the database. */
export type SqlFilter<Value> = FilterField<Value, readonly Sql[]>;

interface Range {
  readonly gte?: number | null;
  readonly lte?: number | null;
}

const MAX_SEARCH_LENGTH = 200;
const MAX_LIST_LENGTH = 1000;

/** The column equals this value. */
export function equals<Type extends SchemaType>(type: Type, column: Sql, description: string): SqlFilter<SchemaValue<Type>> {
  return { type: () => type, description, test: (value) => [sql`${column} = ${value}`] };
}

/** The column equals any of these texts; an empty list matches nothing. */
export function anyOf<Type extends SchemaType>(type: Type, column: Sql, description: string): SqlFilter<readonly SchemaValue<Type>[]> {
  return { type: () => [type], description, test: (values) => [isAnyOf(column, values)] };
}

/** The column is a list with exactly these texts, in any order. */
export function sameSet<Type extends SchemaType>(type: Type, column: Sql, description: string): SqlFilter<readonly SchemaValue<Type>[]> {
  return { type: () => [type], description, test: (values) => [isSameSet(column, values)] };
}

/** The column lies within bounds; `type` is one of the range inputs. */
export function within(type: new () => Range, column: Sql, description: string): SqlFilter<Range> {
  return { type: () => type, description, test: (range) => isWithin(column, range) };
}

/** Every word occurs in at least one of the columns; case is ignored. */
export function search(columns: readonly Sql[], description: string): SqlFilter<string> {
  return { type: () => String, description, test: (text) => hasWords(columns, text) };
}

/** The column holds the key of the object with this global id. */
export function refersTo(noun: NodeTypeName, column: Sql, description: string): SqlFilter<string> {
  return { type: () => ID, description, test: (id) => [sql`${column} = ${parseGlobalId(id, noun)}::uuid`] };
}

/** A condition for true, and its opposite for false. */
export function either(condition: Sql, description: string): SqlFilter<boolean> {
  return { type: () => Boolean, description, test: (value) => [value ? condition : sql`NOT (${condition})`] };
}

/** Name of the filter field that includes rows of former revisions. It adds no condition but removes one. */
const ALL_REVISIONS = 'allRevisions';

/** The filter field that includes rows of former revisions. */
export function orFormer(description: string): SqlFilter<boolean> {
  return { type: () => Boolean, description, defaultValue: false, test: () => [] };
}

/** True if a filter includes rows of former revisions. */
export function isAllRevisions(filter: object | null | undefined): boolean {
  return filter !== null && filter !== undefined && Reflect.get(filter, ALL_REVISIONS) === true;
}

/** Conditions for a column within bounds; a missing bound means no limit. */
export function isWithin(column: Sql, { gte, lte }: Range): readonly Sql[] {
  return [
    ...(typeof gte === 'number' ? [sql`${column} >= ${gte}::float8`] : []),
    ...(typeof lte === 'number' ? [sql`${column} <= ${lte}::float8`] : []),
  ];
}

function isAnyOf(column: Sql, values: readonly unknown[]): Sql {
  if (values.length > MAX_LIST_LENGTH) {
    throw new AppError('BAD_USER_INPUT', `A filter lists ${values.length} values; the limit is ${MAX_LIST_LENGTH}. Split the request.`);
  }
  const [only] = values;
  // For a single value, an index returns rows in the order of its next column. For several values it does not.
  return only !== undefined && values.length === 1 ? sql`${column} = ${only}` : sql`${column} = ANY(${[...values]})`;
}

function hasWords(columns: readonly Sql[], text: string): readonly Sql[] {
  if (text.length > MAX_SEARCH_LENGTH) {
    throw new AppError('BAD_USER_INPUT', `search holds ${text.length} characters; the limit is ${MAX_SEARCH_LENGTH}.`);
  }
  const words = text.split(/\s+/).filter((part) => part !== '');
  return words.map((word) => {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    return sql`(${joinSql(
      columns.map((column) => sql`${column} ILIKE ${pattern}`),
      ' OR ',
    )})`;
  });
}
